package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;

/**
 * What remains of a deleted key in the legacy store, and before that the intent to delete it.
 *
 * @param key the key
 * @param stamp version, and token of the delete
 * @param victim the state that the delete is to remove; empty for the tombstone of a repair
 * @param pendingEpoch present while the tombstone may not yet be on the follower: the epoch of the writer
 * @param claimedBy whoever finishes the delete on behalf of its writer
 */
public record LegacyTombstone(
        RecordKey key,
        VersionStamp stamp,
        Optional<VersionStamp> victim,
        OptionalLong pendingEpoch,
        Optional<String> claimedBy) {

    /** Whether it carries the leader's mark: an intent that may still be live, or a delete that has not been replicated. */
    public boolean isPending() {
        return pendingEpoch.isPresent();
    }

    /** Whether this is a live intent to delete exactly that state. */
    public boolean isLiveIntentFor(VersionStamp state) {
        return isPending() && victim.isPresent() && victim.get().equals(state);
    }

    /** The image of this state. */
    public Image.Tombstone image() {
        return new Image.Tombstone(key, stamp);
    }
}
