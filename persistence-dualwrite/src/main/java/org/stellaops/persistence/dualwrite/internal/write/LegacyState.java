// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/**
 * One key of the legacy store: its record, and its tombstone, read after the record.
 *
 * @param record the record
 * @param tombstone the tombstone or intent
 */
public record LegacyState(Optional<LegacyRecord> record, Optional<LegacyTombstone> tombstone) {

    /**
     * Reads the record first and the tombstone second: the other order could pair a record with an older tombstone
     * (A5).
     */
    public static LegacyState read(LegacyStore store, RecordKey key) {
        Optional<LegacyRecord> record = store.read(key);
        return new LegacyState(record, store.readTombstone(key));
    }

    /**
     * What some moment before this call had, which answers nobody. A record that was compared stands above its tombstone, which is
     * not asked for then; that of any other only keeps versions from coming back.
     */
    public static LegacyState hint(LegacyStore store, RecordKey key) {
        Optional<LegacyRecord> record = store.hint(key);
        boolean isAbove = record.isPresent() && record.get().isCompared();
        return new LegacyState(record, isAbove ? Optional.empty() : store.hintTombstone(key));
    }

    public long recordVersion() {
        return record.isPresent() ? record.get().stamp().version() : 0;
    }

    /** Names the record for callers. */
    public Optional<Revision> recordRevision() {
        return stored().map(StoredRecord::revision);
    }

    public long tombstoneVersion() {
        return tombstone.isPresent() ? tombstone.get().stamp().version() : 0;
    }

    /** A version above every version that this key has had. */
    public long allocate(long epoch) {
        return Versions.allocate(epoch, recordVersion(), tombstoneVersion());
    }

    /** Whether a live intent is about to delete exactly this record. */
    public boolean isVictim() {
        return record.isPresent() && isVictim(record.get().stamp());
    }

    private boolean isVictim(VersionStamp stamp) {
        return tombstone.filter(it -> it.isLiveIntentFor(stamp)).isPresent();
    }

    /** Why a precondition does not hold; most writes have none, and for these the record is not made up as callers see it. */
    public Optional<String> violationOf(Precondition precondition, LegacyStore store) {
        return precondition instanceof Precondition.None
                ? Optional.empty()
                : precondition.violationBy(store.type(), stored());
    }

    /** As callers see the record. */
    public Optional<StoredRecord> stored() {
        return record.map(LegacyRecord::toStoredRecord);
    }
}
