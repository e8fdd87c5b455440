package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** Sends all that is pending in a leader whose lead is about to move (section 5 step 4). */
public final class Drain {

    private final List<? extends Reconciler> reconcilers;
    private final ControlStore control;
    private final ControlRecord begun;
    private final LongSupplier ticker;

    private Drain(
            List<? extends Reconciler> reconcilers, ControlStore control, ControlRecord begun, LongSupplier ticker) {
        this.reconcilers = reconcilers;
        this.control = control;
        this.begun = begun;
        this.ticker = ticker;
    }

    public static Drain of(
            ModuleStores stores,
            Side from,
            ControlRecord begun,
            ProtocolSettings settings,
            DualWriteListener listener,
            LongSupplier ticker) {
        ControlStore control = stores.control(from);
        EpochView epochs = EpochView.of(control);
        return new Drain(
                stores.pairs().stream()
                        .map(pair -> from == Side.LEGACY
                                ? new LegacyReconciler(pair, epochs, settings, listener, stores.legacyLetters())
                                : new TargetReconciler(pair, epochs, settings, listener, stores.targetLetters()))
                        .toList(),
                control,
                begun,
                ticker);
    }

    /** Why something is left; empty if nothing is. */
    public Optional<String> toZero(long epoch, Duration limit) {
        long began = ticker.getAsLong();
        while (true) {
            ReconcileResult pass = reconcilers.stream()
                    .map(it -> it.drain(epoch))
                    .reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
            if (reconcilers.stream().allMatch(Reconciler::foundEmpty)) {
                return Optional.empty();
            }
            if (isOvertaken()) {
                return Optional.of("another coordinator has moved the lead, or given the move up");
            }
            boolean stuck = !pass.progressed() && pass.blocked() > 0;
            if (stuck || ticker.getAsLong() - began > limit.toNanos()) {
                return Optional.of(left(pass));
            }
        }
    }

    /** Without this look, a coordinator that slept through a change would drain a store that is no longer to be drained. */
    private boolean isOvertaken() {
        return !control.read().equals(begun);
    }

    private String left(ReconcileResult last) {
        long depth = reconcilers.stream().mapToLong(Reconciler::depth).sum();
        String counts = depth + " key(s) still carry a pending flag; in the last pass the follower refused "
                + last.blocked() + " for good and " + last.failed() + " could not be sent";
        return last.refused().isEmpty() ? counts : counts + "; " + refused(last);
    }

    private static String refused(ReconcileResult last) {
        String named = last.refused().stream()
                .map(it -> it.key() + " (" + it.reason() + ")")
                .collect(Collectors.joining(", "));
        long more = last.blocked() - last.refused().size();
        return "refused: " + named + (more > 0 ? ", and " + more + " more" : "")
                + "; change or delete these records, or mend the follower, and move again";
    }
}
