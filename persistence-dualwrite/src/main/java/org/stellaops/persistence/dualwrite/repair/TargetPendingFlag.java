// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Repair while the target leads: a higher version in its row of {@code sync_state}, or a tombstone there. */
record TargetPendingFlag(EntityPair pair, EpochView epochs, Tokens tokens) implements LeaderPendingFlag {

    private static final String NOT_LEADING =
            "the target does not lead, or its lead is about to move; repair afterwards";

    @Override
    public Optional<String> set(RecordKey key, Optional<VersionStamp> expected) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of(NOT_LEADING);
        }
        long epoch = steady.getAsLong();
        Optional<TargetState> state = pair.target().state(key);
        Optional<StoredRecord> found = pair.target().find(key);
        VersionStamp held = state.map(TargetState::stamp).orElse(VersionStamp.UNVERSIONED);
        if (expected.filter(it -> !it.equals(held)).isPresent()) {
            return Optional.of(MOVED);
        }
        if (found.isPresent()) {
            boolean done = flagRecord(found.get(), state, epoch);
            return done || expected.isEmpty() ? Optional.empty() : Optional.of(MOVED);
        }
        return flagAbsent(key, state, epoch, expected.isPresent());
    }

    @Override
    public Optional<String> adopt(RecordKey key, VersionStamp expected, ContentHash content) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of(NOT_LEADING);
        }
        Optional<StoredRecord> found = pair.target()
                .find(key)
                .filter(it -> ContentHash.of(it.content()).equals(content))
                .filter(it -> pair.target().state(key).map(TargetState::stamp).equals(Optional.of(expected)));
        boolean done = found.isPresent() && writeAsItIs(found.get(), steady.getAsLong());
        return done ? Optional.empty() : Optional.of(MOVED);
    }

    private boolean flagRecord(StoredRecord found, Optional<TargetState> state, long epoch) {
        Optional<VersionStamp> stamp =
                state.filter(it -> !it.deleted()).map(TargetState::stamp).filter(it -> !it.isUnversioned());
        if (stamp.isPresent()) {
            long version = Versions.allocate(epoch, stamp.get().version(), heldByLegacy(found.key()));
            return pair.target()
                    .bump(new VersionBump(found.key(), stamp.get(), version, epoch, VersionBump.When.ALWAYS));
        }
        return writeAsItIs(found, epoch);
    }

    /**
     * A record that no write of the library made has no token that a version bump could keep: it gets its first stamp by a write
     * of what is there, under the condition that it is still that.
     */
    private boolean writeAsItIs(StoredRecord found, long epoch) {
        TargetWrite.Result result = pair.target()
                .write(new TargetWrite(
                        found.key(),
                        new TargetWrite.Change.Put(found.content(), ContentHash.of(found.content())),
                        Precondition.revision(found.revision()),
                        epoch,
                        tokens.next(),
                        TargetWrite.PendingFlag.PENDING));
        return result instanceof TargetWrite.Result.LeaderWriteResult;
    }

    private Optional<String> flagAbsent(RecordKey key, Optional<TargetState> state, long epoch, boolean exactly) {
        if (state.filter(it -> !it.deleted()).isPresent()) {
            return Optional.of("the leading target lost the rows of a record that its sync_state has at version "
                    + state.get().stamp().version() + "; restore them, or delete the record through the library");
        }
        long above = Math.max(
                heldByLegacy(key), state.map(it -> it.stamp().version()).orElse(0L));
        VersionStamp stamp = new VersionStamp(Versions.allocate(epoch, above), tokens.next());
        boolean done =
                pair.target().repairTombstone(state.map(TargetState::stamp), new Image.Tombstone(key, stamp), epoch);
        return done || !exactly ? Optional.empty() : Optional.of(MOVED);
    }

    private long heldByLegacy(RecordKey key) {
        long tombstone = pair.legacy()
                .readTombstone(key)
                .map(LegacyTombstone::stamp)
                .map(VersionStamp::version)
                .orElse(0L);
        return Math.max(recordAtLegacy(key), tombstone);
    }

    /**
     * The version of an unreadable document is unknown; if it is higher, the sender finds out.
     */
    private long recordAtLegacy(RecordKey key) {
        try {
            return pair.legacy()
                    .read(key)
                    .map(LegacyRecord::stamp)
                    .map(VersionStamp::version)
                    .orElse(0L);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return 0;
            }
            throw e;
        }
    }
}
