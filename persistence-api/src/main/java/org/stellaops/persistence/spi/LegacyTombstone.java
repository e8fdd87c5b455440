// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;

/**
 * The tombstone of a deleted key in the legacy store or, before the delete, the intent to delete it.
 *
 * @param key the key
 * @param stamp version, and token of the delete
 * @param victim the state to be deleted; empty for the tombstone of a repair
 * @param pendingEpoch present while the tombstone may not yet be on the follower: the epoch of the writer
 * @param claimedBy the process that completes the delete on behalf of its writer
 * @param executed whether a process that completed the delete on behalf of its writer notes that it deleted the victim
 */
public record LegacyTombstone(
        RecordKey key,
        VersionStamp stamp,
        Optional<VersionStamp> victim,
        OptionalLong pendingEpoch,
        Optional<String> claimedBy,
        boolean executed) {

    /** A tombstone of which nobody notes that its victim was deleted. */
    public LegacyTombstone(
            RecordKey key,
            VersionStamp stamp,
            Optional<VersionStamp> victim,
            OptionalLong pendingEpoch,
            Optional<String> claimedBy) {
        this(key, stamp, victim, pendingEpoch, claimedBy, false);
    }

    /** That of a delete that was made on the other store: nothing is pending. */
    public static LegacyTombstone replicated(Image.Tombstone image) {
        return new LegacyTombstone(
                image.key(), image.stamp(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /**
     * Whether it carries a pending flag: an intent that may still be live, or a delete that has not been replicated.
     */
    public boolean isPending() {
        return pendingEpoch.isPresent();
    }

    /** Whether this is a live intent to delete exactly that state. */
    public boolean isLiveIntentFor(VersionStamp state) {
        return isPending() && victim.isPresent() && victim.get().equals(state);
    }

    /** Whether the delete came after that state. */
    public boolean isAbove(VersionStamp state) {
        return stamp.version() > state.version();
    }

    /** The image of this state. */
    public Image.Tombstone image() {
        return new Image.Tombstone(key, stamp);
    }
}
