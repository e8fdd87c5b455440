// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.ARRIVING;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.fault.Interception;
import org.stellaops.persistence.testkit.memory.MemoryLegacyStore;
import org.stellaops.persistence.value.Struct;

/** What a legacy store that follows may hold of a key when an image arrives, and the statements that it is sent then. */
final class HeldStates {

    static final List<String> RECORDS = List.of(
            "none",
            "lower",
            "same",
            "differs",
            "equal",
            "higher",
            "unversioned",
            "stale",
            "stale above",
            "provisional");

    static final List<String> TOMBSTONES = List.of("none", "below", "equal", "above", "intent above", "old intent");

    private HeldStates() {}

    /** The store, which notes each call with the ids of its keys. */
    static LegacyStore recording(MemoryLegacyStore legacy, List<String> calls) {
        return Interception.of(LegacyStore.class, (called, args) -> {
            calls.add(called.getName() + (args == null ? "" : idsIn(args[0])));
            return Interception.call(legacy, called, args);
        });
    }

    private static List<String> idsIn(Object argument) {
        if (argument instanceof Collection<?> all) {
            return all.stream().flatMap(it -> idsIn(it).stream()).toList();
        } else if (argument instanceof LegacyStore.Replacement it) {
            return List.of(it.image().key().id());
        } else if (argument instanceof LegacyStore.TombstoneReplacement it) {
            return List.of(it.tombstone().key().id());
        } else if (argument instanceof LegacyTombstone it) {
            return List.of(it.key().id());
        } else if (argument instanceof Image it) {
            return List.of(it.key().id());
        }
        return argument instanceof RecordKey it ? List.of(it.id()) : List.of();
    }

    static void given(MemoryLegacyStore legacy, RecordKey key, String record, String tombstone) {
        OptionalLong none = OptionalLong.empty();
        OptionalLong former = OptionalLong.of(SENDER - 1);
        switch (record) {
            case "lower" -> record(legacy, key, at(9, "held"), note("held"), none, Optional.empty());
            case "same" -> record(legacy, key, ARRIVING, note("new"), none, Optional.empty());
            case "differs" -> record(legacy, key, ARRIVING, note("other"), none, Optional.empty());
            case "equal" -> record(legacy, key, at(10, "held"), note("held"), none, Optional.empty());
            case "higher" -> record(legacy, key, at(11, "held"), note("held"), none, Optional.empty());
            case "unversioned" -> legacy.putUnversioned(key, note("bypassing"));
            case "stale" -> record(legacy, key, at(9, "stale"), note("stale"), former, Optional.empty());
            case "stale above" -> record(legacy, key, at(12, "stale"), note("stale"), former, Optional.empty());
            case "provisional" ->
                record(
                        legacy,
                        key,
                        at(9, "held"),
                        note("held"),
                        none,
                        Optional.of(new Provisional(SENDER - 1, "late")));
            default -> assertThat(record).isEqualTo("none");
        }
        switch (tombstone) {
            case "below" -> tombstone(legacy, key, at(8, "deleted"), none);
            case "equal" -> tombstone(legacy, key, at(10, "deleted"), none);
            case "above" -> tombstone(legacy, key, at(11, "deleted"), none);
            case "intent above" -> tombstone(legacy, key, at(11, "intent"), OptionalLong.of(SENDER));
            case "old intent" -> tombstone(legacy, key, at(11, "intent"), former);
            default -> assertThat(tombstone).isEqualTo("none");
        }
    }

    private static void record(
            MemoryLegacyStore legacy,
            RecordKey key,
            VersionStamp stamp,
            Struct content,
            OptionalLong flag,
            Optional<Provisional> provisional) {
        Image.Present image = Image.Present.of(key, stamp, content);
        legacy.injected().put(new LegacyRecord(key, stamp, content, Optional.of(image.hash()), flag, provisional));
    }

    static void tombstone(MemoryLegacyStore legacy, RecordKey key, VersionStamp stamp, OptionalLong flag) {
        legacy.injected().put(new LegacyTombstone(key, stamp, Optional.empty(), flag, Optional.empty()));
    }
}
