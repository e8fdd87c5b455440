// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.reconcile.Drain;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** Sends everything pending in a leader that is about to be replaced (section 5 step 4). */
public final class LeaderDrain {

    private static final String CLOSING = "the process that moved the lead is being closed";

    private final Drain drain;
    private final ControlStore control;
    private final ControlRecord begun;
    private final LongSupplier ticker;

    private LeaderDrain(Drain drain, ControlStore control, ControlRecord begun, LongSupplier ticker) {
        this.drain = drain;
        this.control = control;
        this.begun = begun;
        this.ticker = ticker;
    }

    public static LeaderDrain of(
            ModuleStores stores,
            Side from,
            ControlRecord begun,
            ProtocolSettings settings,
            DualWriteListener listener,
            LongSupplier ticker) {
        EpochView legacyEpochs = EpochView.of(stores.legacyControl());
        EpochView targetEpochs = EpochView.of(stores.targetControl());
        Reconcilers reconcilers = Reconcilers.of(stores, legacyEpochs, targetEpochs, settings, listener);
        return new LeaderDrain(
                new Drain(reconcilers.of(from).values(), stores.together()), stores.control(from), begun, ticker);
    }

    /** Why something is left; empty if nothing is. */
    public Optional<String> toZero(long epoch, Duration limit, BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            return Optional.of(CLOSING);
        }
        long began = ticker.getAsLong();
        return drain.toZero(
                () -> drain.pass(epoch),
                last -> stopped.getAsBoolean() ? Optional.of(CLOSING) : obstacle(last, began, limit));
    }

    /** The same after another drain found nothing, which this one will most likely find as well. */
    public Optional<String> stillAtZero(long epoch, Duration limit, BooleanSupplier stopped) {
        return !stopped.getAsBoolean() && drain.foundEmpty() ? Optional.empty() : toZero(epoch, limit, stopped);
    }

    private Optional<String> obstacle(ReconcileResult last, long began, Duration limit) {
        if (isOvertaken()) {
            return Optional.of("another coordinator completed or aborted the leader change");
        }
        boolean stuck = !last.progressed() && last.blocked() > 0;
        return stuck || ticker.getAsLong() - began > limit.toNanos() ? Optional.of(left(last)) : Optional.empty();
    }

    /**
     * Without this check, a coordinator that was paused during a leader change would drain the wrong store.
     */
    private boolean isOvertaken() {
        return !control.read().equals(begun);
    }

    private String left(ReconcileResult last) {
        String counts = drain.depth() + " key(s) still carry a pending flag; in the last pass the follower refused "
                + last.blocked() + " for good and " + last.failed() + " could not be sent";
        return last.refused().isEmpty() ? counts : counts + "; " + refused(last);
    }

    private static String refused(ReconcileResult last) {
        String named = last.refused().stream()
                .map(it -> it.key() + " (" + it.reason() + ")")
                .collect(Collectors.joining(", "));
        long more = last.blocked() - last.refused().size();
        return "refused: " + named + (more > 0 ? ", and " + more + " more" : "")
                + "; change or delete these records, or fix the follower, and move again";
    }
}
