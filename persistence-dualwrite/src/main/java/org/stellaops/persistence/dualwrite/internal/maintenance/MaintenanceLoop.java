// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.reconcile.Backlog;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.entity.EntityType;

/** What a module does again and again beside its callers: reconciles, and measures its backlog. */
public final class MaintenanceLoop {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final ModuleContext module;
    private final Reconcilers reconcilers;
    private final PassLimits limits;
    private final Map<Reconciler, BacklogWatch> backlogs = new ConcurrentHashMap<>();
    private final AtomicInteger passes = new AtomicInteger();

    public MaintenanceLoop(ModuleContext module, Reconcilers reconcilers, PassLimits limits) {
        this.module = module;
        this.reconcilers = reconcilers;
        this.limits = limits;
    }

    /** Does everything once, within limits; returns whether these left something to do. */
    public boolean run() {
        if (module.stages().current().writes() != Reach.BOTH) {
            reconcilers().forEach(this::measure);
            return false;
        }
        // Until images may be sent again, a pass would have nothing to do.
        return limits.images().isExhausted() || (module.sends().tryEnter(LONGEST_WAIT) && runInside());
    }

    private boolean runInside() {
        try {
            return reconcile(limits).isCutShort();
        } finally {
            module.sends().leave();
        }
    }

    /** One pass over every entity type; a failure in one does not stop the others. */
    public ReconcileResult reconcile() {
        return reconcile(PassLimits.NONE);
    }

    private ReconcileResult reconcile(PassLimits within) {
        ReconcileResult all = ReconcileResult.EMPTY;
        Throwable failure = null;
        for (Map.Entry<EntityType<?>, Reconciler> it : inTurn()) {
            try {
                all = all.plus(reconcile(it.getKey(), it.getValue(), within));
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        rethrow(failure);
        return all;
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
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
        } catch (RuntimeException | Error e) {
            measureAfter(e, type, reconciler);
            throw e;
        }
        module.listener()
                .on(new DualWriteEvent.ReconcilerPass(
                        module.module(),
                        type.name(),
                        pass.replicated() + pass.superseded(),
                        pass.failed() + pass.blocked()));
        measure(type, reconciler);
        return pass;
    }

    /** While the follower does not answer, nothing matters more than how far it is behind. */
    private void measureAfter(Throwable failure, EntityType<?> type, Reconciler reconciler) {
        try {
            measure(type, reconciler);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void measure(EntityType<?> type, Reconciler reconciler) {
        backlogs.computeIfAbsent(
                        reconciler, it -> new BacklogWatch(module.clock().ticker()))
                .check(reconciler)
                .ifPresent(it -> report(type, it));
    }

    private void report(EntityType<?> type, Backlog backlog) {
        module.listener()
                .on(new DualWriteEvent.BacklogMeasured(
                        module.module(),
                        type.name(),
                        backlog.keys(),
                        backlog.oldest()
                                .map(made -> Duration.between(
                                        made, module.clock().dates().instant())),
                        backlog.dead()));
    }

    /** The reconcilers of the leading store. */
    public Map<EntityType<?>, Reconciler> reconcilers() {
        return reconcilers.of(module.stages().current().leader());
    }
}
