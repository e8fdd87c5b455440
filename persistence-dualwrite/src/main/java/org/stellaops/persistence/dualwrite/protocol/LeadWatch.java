package org.stellaops.persistence.dualwrite.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/**
 * Finishes changes of leader that their coordinator left: takes up what was decided, and gives up what has been moving for too
 * long. For one thread.
 */
public final class LeadWatch {

    private final ModuleStores stores;
    private final LeaderChange change;
    private final Duration longestMove;
    private final LongSupplier ticker;
    private Optional<Seen> seen = Optional.empty();

    private record Seen(Side side, ControlRecord control, long since) {}

    /** Watches one module. */
    public LeadWatch(ModuleStores stores, LeaderChange change, Duration longestMove, LongSupplier ticker) {
        this.stores = stores;
        this.change = change;
        this.longestMove = longestMove;
        this.ticker = ticker;
    }

    /** Looks once. */
    public void look() {
        ControlRecord legacy = stores.legacyControl().read();
        ControlRecord target = stores.targetControl().read();
        if (legacy.phase() == Phase.AWAY && target.phase() == Phase.AWAY && legacy.epoch() != target.epoch()) {
            change.takeUp(
                    legacy.epoch() > target.epoch() ? Side.TARGET : Side.LEGACY,
                    Math.max(legacy.epoch(), target.epoch()));
        }
        if (legacy.phase() == Phase.MOVING) {
            watch(Side.LEGACY, legacy);
        } else if (target.phase() == Phase.MOVING) {
            watch(Side.TARGET, target);
        } else {
            seen = Optional.empty();
        }
    }

    private void watch(Side side, ControlRecord control) {
        long now = ticker.getAsLong();
        Optional<Seen> same =
                seen.filter(it -> it.side() == side && it.control().equals(control));
        if (same.isEmpty()) {
            seen = Optional.of(new Seen(side, control, now));
        } else if (now - same.get().since() > longestMove.toNanos()) {
            change.giveUp(side);
            seen = Optional.empty();
        }
    }
}
