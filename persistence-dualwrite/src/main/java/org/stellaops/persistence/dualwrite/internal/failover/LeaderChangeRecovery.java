// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/**
 * Recovers leader changes that their coordinator left unfinished: completes those that were decided, and aborts those
 * that take too long. For one thread.
 */
public final class LeaderChangeRecovery {

    private final ModuleStores stores;
    private final LeaderChange change;
    private final Duration longestMove;
    private final LongSupplier ticker;
    private final Duration lease;
    private final BooleanSupplier somebodyMoves;
    private Optional<Seen> seen = Optional.empty();

    private record Seen(Side side, ControlRecord control, long since) {}

    /** Watches one module whose coordinators say nothing of themselves. */
    public LeaderChangeRecovery(ModuleStores stores, LeaderChange change, Duration longestMove, LongSupplier ticker) {
        this(stores, change, longestMove, ticker, longestMove, () -> true);
    }

    /**
     * Watches one module.
     *
     * @param longestMove after how long a move is aborted in any case
     * @param lease after how long it is aborted if nobody moves
     * @param somebodyMoves whether a process that renews its lease says that it moves the lead
     */
    public LeaderChangeRecovery(
            ModuleStores stores,
            LeaderChange change,
            Duration longestMove,
            LongSupplier ticker,
            Duration lease,
            BooleanSupplier somebodyMoves) {
        this.lease = lease;
        this.somebodyMoves = somebodyMoves;
        this.stores = stores;
        this.change = change;
        this.longestMove = longestMove;
        this.ticker = ticker;
    }

    /** Aborts a leader change that takes too long; needs only the store that leads (P7). */
    public void watch(Side leader) {
        ControlRecord control = stores.control(leader).read();
        if (control.phase() == Phase.MOVING) {
            watch(leader, control);
        } else {
            seen = Optional.empty();
        }
    }

    /**
     * Completes a change that was decided but left unfinished. An uninitialised store, in epoch 0, has decided nothing.
     */
    public void assumeLeadership() {
        ControlRecord legacy = stores.legacyControl().read();
        ControlRecord target = stores.targetControl().read();
        if (legacy.epoch() == 0 || target.epoch() == 0) {
            return;
        }
        if (legacy.phase() == Phase.AWAY && target.phase() == Phase.AWAY && legacy.epoch() != target.epoch()) {
            boolean byLegacy = legacy.epoch() > target.epoch();
            change.assumeLeadership(byLegacy ? Side.TARGET : Side.LEGACY, byLegacy ? legacy : target);
        }
    }

    private void watch(Side side, ControlRecord control) {
        // Asked at each pass, from the first on: whoever is seen for the first time is taken for alive for a lease, and
        // a coordinator that is looked at only when a lease is over would have two.
        boolean isMoved = somebodyMoves.getAsBoolean();
        long now = ticker.getAsLong();
        Optional<Seen> same =
                seen.filter(it -> it.side() == side && it.control().equals(control));
        if (same.isEmpty()) {
            seen = Optional.of(new Seen(side, control, now));
        } else if (isLeft(now - same.get().since(), isMoved)) {
            change.abort(side);
            seen = Optional.empty();
        }
    }

    private boolean isLeft(long nanos, boolean isMoved) {
        return nanos > longestMove.toNanos() || (nanos > lease.toNanos() && !isMoved);
    }
}
