package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock.Stopwatch;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;

/**
 * Moves a module to another stage: checks whether it may, and holds this process's writes back if the leader changes.
 */
public final class StageMover {

    private final ModuleContext module;
    private final LeaderChange change;
    private final Hooks hooks;
    private final MovePolicy limits;
    private final ReentrantLock moves = new ReentrantLock();

    /**
     * Callbacks of the module.
     *
     * @param guard the gate
     * @param beforeDecision the check before the decision
     * @param catchUp sends what is pending while writes continue, to keep the pause short
     * @param afterChange drops cached epochs
     */
    public record Hooks(StageGate guard, DecisionCheck beforeDecision, Runnable catchUp, Runnable afterChange) {}

    public StageMover(ModuleContext module, LeaderChange change, Hooks hooks, MovePolicy limits) {
        this.module = module;
        this.change = change;
        this.hooks = hooks;
        this.limits = limits;
    }

    public MoveResult moveTo(Stage next) {
        moves.lock();
        try {
            Stage from = module.stages().current();
            if (from == next) {
                return new MoveResult.Moved(from, next, Duration.ZERO);
            }
            List<String> objections = objections(from, next);
            return objections.isEmpty() ? move(from, next) : refused(from, next, objections);
        } catch (StoreException e) {
            return refused(module.stages().current(), next, List.of("a store did not answer: " + e.getMessage()));
        } finally {
            moves.unlock();
        }
    }

    private List<String> objections(Stage from, Stage next) {
        List<String> rules = StepRules.objections(from, next);
        // If another process has already changed the leader, this one can only follow.
        return rules.isEmpty() && !hasMoved(from, next) ? hooks.guard().objections(from, next) : rules;
    }

    private boolean hasMoved(Stage from, Stage next) {
        return from.leader() != next.leader()
                && module.stores().control(next.leader()).read().leads();
    }

    private MoveResult move(Stage from, Stage next) {
        if (from.leader() == next.leader()) {
            enter(from, next);
            return new MoveResult.Moved(from, next, Duration.ZERO);
        }
        hooks.catchUp().run();
        return whileHoldingWrites(from, next);
    }

    private MoveResult whileHoldingWrites(Stage from, Stage next) {
        Stopwatch stopwatch = module.clock().start();
        if (!module.writes().tryClose(limits.hold())) {
            return refused(from, next, List.of("writes in flight did not end within " + limits.hold()));
        }
        try {
            Optional<String> objection = whileHoldingSends(from, next);
            return objection.isPresent()
                    ? refused(from, next, List.of(objection.get()))
                    : new MoveResult.Moved(from, next, stopwatch.elapsed());
        } finally {
            module.writes().open();
        }
    }

    /** With a weak fence, a delayed send of this process would become a stale-epoch write. */
    private Optional<String> whileHoldingSends(Stage from, Stage next) {
        if (!module.sends().tryClose(limits.hold())) {
            return Optional.of("images in flight to the follower did not arrive within " + limits.hold());
        }
        try {
            LeaderChangeResult result = changeLeader(from.leader(), next.leader());
            hooks.afterChange().run();
            if (result instanceof LeaderChangeResult.Aborted it) {
                return Optional.of(it.reason());
            }
            enter(from, next);
            return Optional.empty();
        } finally {
            module.sends().open();
        }
    }

    private LeaderChangeResult changeLeader(Side from, Side to) {
        try {
            return change.moveTo(to, limits.drain(), hooks.beforeDecision());
        } catch (StoreException e) {
            return afterFailure(from, to, e);
        }
    }

    /** Before the decision, aborting loses nothing; after it, the new leader only has to assume leadership. */
    private LeaderChangeResult afterFailure(Side from, Side to, StoreException failure) {
        try {
            return change.abort(from)
                    ? new LeaderChangeResult.Aborted("a store failed: " + failure.getMessage())
                    : change.moveTo(to, limits.drain(), hooks.beforeDecision());
        } catch (StoreException e) {
            failure.addSuppressed(e);
            return new LeaderChangeResult.Aborted(
                    "a store failed, and the leader change could be neither finished nor aborted:"
                            + " the module answers no writes until it can be; move again when both stores can be reached: "
                            + failure.getMessage());
        }
    }

    private void enter(Stage from, Stage next) {
        module.stages().enter(next);
        module.listener()
                .on(new DualWriteEvent.StageChanged(
                        module.module(), from, next, module.clock().dates().instant()));
    }

    private MoveResult refused(Stage from, Stage next, List<String> reasons) {
        module.listener().on(new DualWriteEvent.StageRefused(module.module(), from, next, reasons));
        return new MoveResult.Refused(from, next, reasons);
    }
}
