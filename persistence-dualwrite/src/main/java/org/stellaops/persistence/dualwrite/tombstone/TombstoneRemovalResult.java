package org.stellaops.persistence.dualwrite.tombstone;

/** What became of a removal of tombstones. In no case did a caller's write suffer. */
public sealed interface TombstoneRemovalResult {

    /**
     * The epoch was renewed, and what had been collected before is gone, unless it had been written anew meanwhile.
     *
     * @param epoch the epoch that began
     * @param fromLegacy how many went from the legacy store
     * @param fromTarget how many went from the target
     * @param more whether there were more than one removal takes
     */
    record Removed(long epoch, long fromLegacy, long fromTarget, boolean more) implements TombstoneRemovalResult {}

    /** No tombstone was settled and old enough; the epoch is as it was. */
    record NothingToRemove() implements TombstoneRemovalResult {}

    /** The safe condition did not hold, so that nothing was removed. The epoch may have been raised, which harms nothing. */
    record Refused(String reason) implements TombstoneRemovalResult {}

    /**
     * A store failed after some were removed. What is left in one of the two stores, or in both, is safe there, and a later
     * removal takes it.
     *
     * @param epoch the epoch that began
     * @param fromLegacy how many went from the legacy store, at least
     * @param fromTarget how many went from the target, at least
     */
    record Stopped(long epoch, long fromLegacy, long fromTarget, String reason) implements TombstoneRemovalResult {}
}
