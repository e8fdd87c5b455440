// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A record of the legacy store with everything that the protocol stores in its document.
 *
 * @param key its key
 * @param stamp version and token
 * @param content its content
 * @param storedHash the hash that was stored with it; empty for a record without a version
 * @param pendingEpoch present while the record may not yet be on the follower: the epoch of the writer
 * @param provisional present while a reverse insert may have to be undone
 */
public record LegacyRecord(
        RecordKey key,
        VersionStamp stamp,
        Struct content,
        Optional<ContentHash> storedHash,
        OptionalLong pendingEpoch,
        Optional<Provisional> provisional) {

    /**
     * A reverse insert that has not been checked against the tombstone yet.
     *
     * @param epoch the sender's epoch
     * @param attempt the id of the attempt
     */
    public record Provisional(long epoch, String attempt) {}

    /**
     * Whether somebody compared it with its tombstone after it was inserted: the pending flag goes only after a send, and a send of an
     * inserted record only after the comparison.
     */
    public boolean isCompared() {
        return !stamp.isUnversioned() && pendingEpoch.isEmpty() && provisional.isEmpty();
    }

    /** Whether it carries a pending flag. */
    public boolean isPending() {
        return pendingEpoch.isPresent();
    }

    /** The image of this state, its hash computed from the content that was read. */
    public Image.Present image() {
        return Image.Present.of(key, stamp, content);
    }

    /** The record as callers see it. */
    public StoredRecord toStoredRecord() {
        return new StoredRecord(key, content, stamp);
    }
}
