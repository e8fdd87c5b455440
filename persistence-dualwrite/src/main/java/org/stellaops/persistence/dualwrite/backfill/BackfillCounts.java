// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

/**
 * Outcomes of the records that a backfill read; each record counts in exactly one of the other numbers.
 *
 * @param read documents read from the legacy store
 * @param applied the target holds them now
 * @param same the target held them already
 * @param stale a live write came first: the target holds something newer
 * @param left not replicated by the backfill: the record has a pending flag by which it will be replicated, is about
 *     to be deleted, or is left
 *     to verification
 * @param refused cannot be stored by the target, or cannot be read as its entity type
 */
public record BackfillCounts(long read, long applied, long same, long stale, long left, long refused) {

    /** Nothing yet. */
    public static final BackfillCounts NONE = new BackfillCounts(0, 0, 0, 0, 0, 0);

    /** Whether every record that was read is accounted for. */
    public boolean addUp() {
        return read == applied + same + stale + left + refused;
    }

    BackfillCounts plus(Fate fate) {
        return new BackfillCounts(
                read + 1,
                applied + one(fate, Fate.APPLIED),
                same + one(fate, Fate.SAME),
                stale + one(fate, Fate.STALE),
                left + one(fate, Fate.LEFT),
                refused + one(fate, Fate.REFUSED));
    }

    BackfillCounts plus(BackfillCounts other) {
        return new BackfillCounts(
                read + other.read,
                applied + other.applied,
                same + other.same,
                stale + other.stale,
                left + other.left,
                refused + other.refused);
    }

    BackfillCounts plusRefused(long more) {
        return new BackfillCounts(read + more, applied, same, stale, left, refused + more);
    }

    private static int one(Fate fate, Fate counted) {
        return fate == counted ? 1 : 0;
    }

    /** The outcome of one record. */
    enum Fate {
        APPLIED,
        SAME,
        STALE,
        LEFT,
        REFUSED
    }
}
