// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.tombstone;

/** The result of a tombstone removal. In no case does it affect callers' writes. */
public sealed interface TombstoneRemovalResult {

    /**
     * The epoch was advanced, and the collected tombstones are gone, unless their keys were written meanwhile.
     *
     * @param epoch the epoch that began
     * @param fromLegacy how many were removed from the legacy store
     * @param fromTarget how many were removed from the target
     * @param more whether more are left for a later removal
     */
    record Removed(long epoch, long fromLegacy, long fromTarget, boolean more) implements TombstoneRemovalResult {}

    /** No tombstone was replicated and old enough; the epoch is unchanged. */
    record NothingToRemove() implements TombstoneRemovalResult {}

    /**
     * The safety condition did not hold, so nothing was removed. The epoch may have been raised, which is harmless.
     */
    record Refused(String reason) implements TombstoneRemovalResult {}

    /**
     * A store failed after some were removed. The remaining ones, in one or both stores, are safe there, and a later
     * removal takes them.
     *
     * @param epoch the epoch that began
     * @param fromLegacy how many were removed from the legacy store, at least
     * @param fromTarget how many were removed from the target, at least
     */
    record Stopped(long epoch, long fromLegacy, long fromTarget, String reason) implements TombstoneRemovalResult {}
}
