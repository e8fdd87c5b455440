// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * The state of one key in one store at one moment.
 *
 * @param present whether there is a record
 * @param stamp of the record or, without one, of its tombstone; unversioned if there is neither
 * @param pending whether it carries a pending flag, so that the follower may legitimately differ
 * @param passing whether the state is transient: the record is provisional, or it changed while it was read
 * @param content the record's content; empty without a record, or if it cannot be read
 * @param storedHash the hash kept beside the record
 * @param problem why the record cannot be read, without values
 */
public record KeySnapshot(
        boolean present,
        VersionStamp stamp,
        boolean pending,
        boolean passing,
        Optional<Struct> content,
        Optional<ContentHash> storedHash,
        Optional<String> problem) {

    /** The legacy store: the record first, the tombstone second. */
    public static KeySnapshot at(LegacyStore store, RecordKey key) {
        try {
            Optional<LegacyRecord> record = store.read(key);
            Optional<LegacyTombstone> tombstone = store.readTombstone(key);
            return record.map(it -> ofRecord(it, tombstone)).orElseGet(() -> ofTombstone(tombstone));
        } catch (StoreException e) {
            return unreadable(e);
        }
    }

    /** The target: if two reads of the state are equal, it belongs to the content that was read between them. */
    public static KeySnapshot at(TargetStore store, RecordKey key) {
        try {
            Optional<TargetState> before = store.state(key);
            Optional<StoredRecord> found = store.find(key);
            Optional<TargetState> after = store.state(key);
            return ofTarget(found, after, !before.equals(after));
        } catch (StoreException e) {
            return unreadable(e);
        }
    }

    /** Whether no write in flight here explains a difference. */
    public boolean atRest() {
        return !pending && !passing;
    }

    /** Whether the stored hash, if there is one, is that of the content. */
    public boolean hashFits() {
        return storedHash.isEmpty() || storedHash.equals(content.map(ContentHash::of));
    }

    private static KeySnapshot ofRecord(LegacyRecord record, Optional<LegacyTombstone> tombstone) {
        boolean intent = tombstone.filter(LegacyTombstone::isPending).isPresent();
        return new KeySnapshot(
                true,
                record.stamp(),
                record.isPending() || intent,
                record.provisional().isPresent(),
                Optional.of(record.content()),
                record.storedHash(),
                Optional.empty());
    }

    private static KeySnapshot ofTombstone(Optional<LegacyTombstone> tombstone) {
        return new KeySnapshot(
                false,
                tombstone.map(LegacyTombstone::stamp).orElse(VersionStamp.UNVERSIONED),
                tombstone.filter(LegacyTombstone::isPending).isPresent(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static KeySnapshot ofTarget(Optional<StoredRecord> found, Optional<TargetState> state, boolean changed) {
        return new KeySnapshot(
                found.isPresent(),
                state.map(TargetState::stamp).orElse(VersionStamp.UNVERSIONED),
                state.filter(TargetState::isPending).isPresent(),
                changed,
                found.map(StoredRecord::content),
                state.flatMap(TargetState::storedHash),
                Optional.empty());
    }

    private static KeySnapshot unreadable(StoreException e) {
        if (e.fault().kind() != Fault.Kind.UNREADABLE) {
            throw e;
        }
        return new KeySnapshot(
                true,
                VersionStamp.UNVERSIONED,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(e.fault().message()));
    }
}
