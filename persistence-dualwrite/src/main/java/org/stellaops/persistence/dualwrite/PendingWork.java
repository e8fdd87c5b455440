// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock.Stopwatch;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.maintenance.MaintenanceLoop;
import org.stellaops.persistence.dualwrite.internal.reconcile.Drain;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.entity.EntityType;

/** What is pending in the store that leads, and its sending in the thread of a caller. Safe for concurrent use. */
final class PendingWork {

    private static final Duration BETWEEN_PASSES = Duration.ofMillis(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final ModuleContext context;
    private final Reconcilers reconcilers;
    private final MaintenanceLoop maintenance;
    private final EpochView legacyEpochs;
    private final EpochView targetEpochs;
    private final BooleanSupplier isQueueIdle;

    PendingWork(
            ModuleContext context,
            Reconcilers reconcilers,
            MaintenanceLoop maintenance,
            EpochView legacyEpochs,
            EpochView targetEpochs,
            BooleanSupplier isQueueIdle) {
        this.context = context;
        this.reconcilers = reconcilers;
        this.maintenance = maintenance;
        this.legacyEpochs = legacyEpochs;
        this.targetEpochs = targetEpochs;
        this.isQueueIdle = isQueueIdle;
    }

    /** The reconcilers of the store that leads. */
    Map<EntityType<?>, Reconciler> reconcilers() {
        return reconcilers.of(stage().leader());
    }

    /** How many keys are pending. */
    long depth() {
        return inLeader().depth();
    }

    /** Processes every pending flag once. */
    ReconcileResult reconcile() {
        if (!context.sends().tryEnter(Duration.ZERO)) {
            return ReconcileResult.EMPTY;
        }
        try {
            return maintenance.reconcile();
        } finally {
            context.sends().leave();
        }
    }

    /** Sends until nothing is pending and nothing on its way, or the time limit is reached; whether nothing is. */
    boolean drain(Duration longest) {
        Drain drain = inLeader();
        Stopwatch stopwatch = context.clock().start();
        boolean empty = drain.foundEmpty()
                || drain.toZero(() -> withoutGrace(drain), last -> obstacle(last, stopwatch.isOver(longest)))
                        .isEmpty();
        return empty && sendsEnd(() -> stopwatch.isOver(longest));
    }

    /**
     * A send that is overtaken finds nothing pending, but its image can be in the follower until it has looked for the tombstone (4.2
     * step 3).
     */
    private boolean sendsEnd(BooleanSupplier isLate) {
        // Those of callers first: until one has begun, it is not among the work under way.
        while (!isQueueIdle.getAsBoolean() || !context.sends().isIdle()) {
            if (isLate.getAsBoolean() || !Pause.real().tryPause(BETWEEN_LOOKS)) {
                return false;
            }
        }
        return true;
    }

    /** Pauses between two passes of which the first achieved nothing. */
    private static Optional<ReconcileResult> obstacle(ReconcileResult last, boolean isLate) {
        boolean goesOn = !isLate && (last.progressed() || Pause.real().tryPause(BETWEEN_PASSES));
        return goesOn ? Optional.empty() : Optional.of(last);
    }

    /** A drain does not wait for deleters that may have died. */
    private ReconcileResult withoutGrace(Drain drain) {
        OptionalLong epoch = leadersEpochs().steadyEpoch();
        if (epoch.isEmpty() || !context.sends().tryEnter(Duration.ZERO)) {
            return ReconcileResult.EMPTY;
        }
        try {
            return drain.pass(epoch.getAsLong());
        } finally {
            context.sends().leave();
        }
    }

    /** Sends what is pending of one key; empty if nothing may be sent now. */
    Optional<SendResult> sendNow(Reconciler reconciler, RecordKey key) {
        OptionalLong epoch = leadersEpochs().steadyEpoch();
        if (stage().writes() != Reach.BOTH
                || epoch.isEmpty()
                || !context.sends().tryEnter(Duration.ZERO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(reconciler.sendKey(key, epoch.getAsLong()));
        } finally {
            context.sends().leave();
        }
    }

    /** One pass of every reconciler, while writes go on. */
    void catchUp() {
        reconcilers().values().forEach(Reconciler::runOnce);
    }

    void forgetEpochs() {
        legacyEpochs.forget();
        targetEpochs.forget();
    }

    /** Writes that waited for a store to lead would each ask for its epoch at the same moment. */
    void renewEpochs(Side leader) {
        forgetEpochs();
        try {
            OptionalLong unused = epochsOf(leader).steadyEpoch();
        } catch (StoreException e) {
            // Whoever needs it asks again, and says so if it cannot be had.
            return;
        }
    }

    private Stage stage() {
        return context.stages().current();
    }

    private EpochView leadersEpochs() {
        return epochsOf(stage().leader());
    }

    private EpochView epochsOf(Side leader) {
        return leader == Side.LEGACY ? legacyEpochs : targetEpochs;
    }

    private Drain inLeader() {
        return new Drain(reconcilers().values());
    }
}
