// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.divergence.Cause;

/**
 * Whether, twice in a row, nothing was pending and the leader's answer stayed the same: then no write in flight explains what the
 * follower answered in between.
 */
final class Steadiness {

    private @Nullable Object before;
    private boolean begun;
    private boolean suspected;
    private boolean sawPending;
    private boolean moved;

    /**
     * Notes one comparison; whether it is the second steady one in a row.
     *
     * @param replicated whether nothing was pending before the follower was asked
     * @param leaderNow what the leader answers now
     */
    boolean twice(boolean replicated, @Nullable Object leaderNow) {
        boolean same = begun && Objects.equals(before, leaderNow);
        sawPending |= !replicated;
        moved |= begun && !same;
        before = leaderNow;
        begun = true;
        boolean steady = replicated && same;
        boolean second = steady && suspected;
        suspected = steady;
        return second;
    }

    /** What the leader answered before the first comparison. */
    void began(@Nullable Object answered) {
        before = answered;
        begun = true;
    }

    @Nullable
    Object before() {
        return before;
    }

    /** What explains a difference that never was steady. */
    Cause cause() {
        if (sawPending) {
            return Cause.PENDING;
        }
        return moved ? Cause.NOISE : Cause.IN_FLIGHT;
    }
}
