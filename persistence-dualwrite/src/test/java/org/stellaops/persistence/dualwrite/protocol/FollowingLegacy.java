// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApply;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApplyTombstone;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.StaleWriteReports;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.Struct;

/** A legacy store that follows, with one key in a state that a test begins with, and the image that arrives there. */
final class FollowingLegacy {

    /** The epoch of the sender. */
    static final long SENDER = 3;
    /** The stamp of what arrives. */
    static final VersionStamp ARRIVING = at(10, "arriving");

    final TwoStores stores = new TwoStores();

    static VersionStamp at(long counter, String token) {
        return new VersionStamp(Versions.base(SENDER) + counter, token);
    }

    LegacyRecord record(VersionStamp stamp, Struct content, OptionalLong flag, Optional<Provisional> provisional) {
        Image.Present image = Image.Present.of(KEY, stamp, content);
        LegacyRecord record = new LegacyRecord(KEY, stamp, content, Optional.of(image.hash()), flag, provisional);
        stores.legacy.injected().put(record);
        return record;
    }

    void record(VersionStamp stamp, Struct content) {
        LegacyRecord unused = record(stamp, content, OptionalLong.empty(), Optional.empty());
    }

    LegacyTombstone tombstone(VersionStamp stamp, OptionalLong flag) {
        LegacyTombstone tombstone = new LegacyTombstone(KEY, stamp, Optional.empty(), flag, Optional.empty());
        stores.legacy.injected().put(tombstone);
        return tombstone;
    }

    Optional<ApplyAnswer> apply(LegacyStore store, Struct content) {
        return new LegacyApply(store, reports(), stores.settings)
                .apply(Image.Present.of(KEY, ARRIVING, content), SENDER);
    }

    Optional<ApplyAnswer> apply(Struct content) {
        return apply(stores.legacy, content);
    }

    Optional<ApplyAnswer> delete(LegacyStore store) {
        return new LegacyApplyTombstone(store, reports(), stores.settings)
                .apply(new Image.Tombstone(KEY, ARRIVING), SENDER);
    }

    Optional<ApplyAnswer> delete() {
        return delete(stores.legacy);
    }

    Optional<VersionStamp> stamp() {
        return stores.legacy.read(KEY).map(LegacyRecord::stamp);
    }

    Optional<VersionStamp> tombstoneStamp() {
        return stores.legacy.readTombstone(KEY).map(LegacyTombstone::stamp);
    }

    private StaleWriteReports reports() {
        return new StaleWriteReports(stores.target, new Reports(TwoStores.TYPE, stores.events::add));
    }
}
