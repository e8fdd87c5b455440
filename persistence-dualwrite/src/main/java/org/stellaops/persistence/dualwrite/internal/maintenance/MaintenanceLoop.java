package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.reconcile.Backlog;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.entity.EntityType;

/** What a module does again and again beside its callers: reconciles, keeps the fence, finishes moves that were left. */
public final class MaintenanceLoop {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final String module;
    private final Map<EntityType<?>, Reconciler> forward;
    private final Map<EntityType<?>, Reconciler> reverse;
    private final PassLimits limits;
    private final StageView stages;
    private final PauseLock sends;
    private final FenceMonitor fence;
    private final LeaderChangeRecovery lead;
    private final DualWriteListener listener;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Map<Reconciler, BacklogWatch> backlogs = new ConcurrentHashMap<>();
    private final AtomicInteger passes = new AtomicInteger();

    public MaintenanceLoop(
            String module,
            Map<EntityType<?>, Reconciler> forward,
            Map<EntityType<?>, Reconciler> reverse,
            PassLimits limits,
            StageView stages,
            PauseLock sends,
            FenceMonitor fence,
            LeaderChangeRecovery lead,
            DualWriteListener listener,
            InstantSource clock,
            LongSupplier ticker) {
        this.module = module;
        this.forward = forward;
        this.reverse = reverse;
        this.limits = limits;
        this.stages = stages;
        this.sends = sends;
        this.fence = fence;
        this.lead = lead;
        this.listener = listener.contained();
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Everything once, within limits; whether these left something to do. */
    public boolean run() {
        if (stages.current().writes() != Reach.BOTH) {
            reconcilers().forEach(this::measure);
            return false;
        }
        // Until images may be sent again there is nothing to look for.
        return limits.images().isExhausted() || (sends.tryEnter(LONGEST_WAIT) && runInside());
    }

    private boolean runInside() {
        try {
            lead.watch(stages.current().leader());
            ReconcileResult pass = reconcile(limits);
            fence.keep();
            lead.assumeLeadership();
            return pass.isCutShort();
        } finally {
            sends.leave();
        }
    }

    /** One pass over every entity type; what fails for one does not keep the others. */
    public ReconcileResult reconcile() {
        return reconcile(PassLimits.NONE);
    }

    private ReconcileResult reconcile(PassLimits within) {
        ReconcileResult all = ReconcileResult.EMPTY;
        RuntimeException failure = null;
        for (Map.Entry<EntityType<?>, Reconciler> it : inTurn()) {
            try {
                all = all.plus(reconcile(it.getKey(), it.getValue(), within));
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return all;
    }

    /** Another entity type comes first each time, so that the images of one cannot use up those of all. */
    private List<Map.Entry<EntityType<?>, Reconciler>> inTurn() {
        List<Map.Entry<EntityType<?>, Reconciler>> all =
                new ArrayList<>(reconcilers().entrySet());
        if (!all.isEmpty()) {
            Collections.rotate(all, -Math.floorMod(passes.getAndIncrement(), all.size()));
        }
        return all;
    }

    private ReconcileResult reconcile(EntityType<?> type, Reconciler reconciler, PassLimits within) {
        ReconcileResult pass;
        try {
            pass = reconciler.runOnce(within);
        } catch (RuntimeException e) {
            measureAfter(e, type, reconciler);
            throw e;
        }
        listener.on(new DualWriteEvent.ReconcilerPass(
                module, type.name(), pass.replicated() + pass.superseded(), pass.failed() + pass.blocked()));
        measure(type, reconciler);
        return pass;
    }

    /** While the follower does not answer, nothing matters more than how far it is behind. */
    private void measureAfter(RuntimeException failure, EntityType<?> type, Reconciler reconciler) {
        try {
            measure(type, reconciler);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void measure(EntityType<?> type, Reconciler reconciler) {
        backlogs.computeIfAbsent(reconciler, it -> new BacklogWatch(ticker))
                .check(reconciler)
                .ifPresent(it -> report(type, it));
    }

    private void report(EntityType<?> type, Backlog backlog) {
        listener.on(new DualWriteEvent.BacklogMeasured(
                module,
                type.name(),
                backlog.keys(),
                backlog.oldest().map(made -> Duration.between(made, clock.instant())),
                backlog.dead()));
    }

    /** The reconcilers of the store that leads. */
    public Map<EntityType<?>, Reconciler> reconcilers() {
        return stages.current().leader() == Side.LEGACY ? forward : reverse;
    }
}
