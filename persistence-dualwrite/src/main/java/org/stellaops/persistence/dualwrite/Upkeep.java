package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.protocol.FenceKeeper;
import org.stellaops.persistence.dualwrite.protocol.LeadWatch;
import org.stellaops.persistence.dualwrite.protocol.Pass;
import org.stellaops.persistence.dualwrite.protocol.Reconciler;
import org.stellaops.persistence.entity.EntityType;

/** What a module does again and again beside its callers: reconciles, keeps the fence, finishes moves that were left. */
final class Upkeep {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final String module;
    private final Map<EntityType<?>, Reconciler> forward;
    private final Map<EntityType<?>, Reconciler> reverse;
    private final StageView stages;
    private final Gate sends;
    private final FenceKeeper fence;
    private final LeadWatch lead;
    private final DualWriteListener listener;
    private final InstantSource clock;

    Upkeep(
            String module,
            Map<EntityType<?>, Reconciler> forward,
            Map<EntityType<?>, Reconciler> reverse,
            StageView stages,
            Gate sends,
            FenceKeeper fence,
            LeadWatch lead,
            DualWriteListener listener,
            InstantSource clock) {
        this.module = module;
        this.forward = forward;
        this.reverse = reverse;
        this.stages = stages;
        this.sends = sends;
        this.fence = fence;
        this.lead = lead;
        this.listener = listener.contained();
        this.clock = clock;
    }

    /** Everything once. */
    void run() {
        if (stages.current().writes() == Reach.BOTH && sends.tryEnter(LONGEST_WAIT)) {
            try {
                lead.watch(stages.current().leader());
                Pass ignored = reconcile();
                fence.keep();
                lead.takeUp();
            } finally {
                sends.leave();
            }
        }
    }

    /** One pass over every entity type; what fails for one does not keep the others. */
    Pass reconcile() {
        Pass all = Pass.EMPTY;
        RuntimeException failure = null;
        for (Map.Entry<EntityType<?>, Reconciler> it : reconcilers().entrySet()) {
            try {
                all = all.plus(reconcile(it.getKey(), it.getValue()));
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

    private Pass reconcile(EntityType<?> type, Reconciler reconciler) {
        Pass pass = reconciler.runOnce();
        listener.on(new DualWriteEvent.ReconcilerPass(
                module,
                type.name(),
                pass.settled() + pass.superseded(),
                pass.failed() + pass.blocked(),
                reconciler.depth(),
                reconciler.oldest().map(made -> Duration.between(made, clock.instant()))));
        return pass;
    }

    /** The reconcilers of the store that leads. */
    Map<EntityType<?>, Reconciler> reconcilers() {
        Stage stage = stages.current();
        return stage.leader() == Side.LEGACY ? forward : reverse;
    }
}
