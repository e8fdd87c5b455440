// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock.Stopwatch;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;

/**
 * Moves a module to another stage, which is a change of the record of the store that leads: checks whether it may, holds this
 * process's writes back where the leader changes, and lets this process follow.
 */
public final class StageMover {

    /** How often a step begins anew because another process changed the record meanwhile. */
    private static final int TRIES = 5;

    private static final String NEITHER_LEADS = "neither store leads at this moment: a change of leader is under way";

    private final ModuleContext module;
    private final StageRecords records;
    private final LeaderChange change;
    private final Hooks hooks;
    private final MovePolicy limits;
    private final ReentrantLock moves = new ReentrantLock();
    private volatile boolean closing;

    /**
     * Callbacks of the module.
     *
     * @param checks whether the step may be made
     * @param beforeDecision the last check
     * @param announcements what is said to the other processes
     * @param catchUp sends what is pending while writes still go on, so that the pause is short
     * @param afterChange forgets what was known of epochs
     */
    public record Hooks(
            StepChecks checks,
            DecisionCheck beforeDecision,
            Announcements announcements,
            Runnable catchUp,
            Runnable afterChange) {}

    /** What this process says of itself to the others as soon as it is so. */
    public interface Announcements {

        /** It begins or ends to move the lead; only the beginning may throw. */
        void isMoving(boolean moves);

        /** It serves by another stage; throws nothing. */
        void hasEntered();

        /** A step was made or, if it was ordered by call, refused; throws nothing. */
        default void hasEnded(MoveResult result, Optional<GateOverride> override, List<GateAnswer> evidence) {}
    }

    public StageMover(ModuleContext module, StageRecords records, LeaderChange change, Hooks hooks, MovePolicy limits) {
        this.module = module;
        this.records = records;
        this.change = change;
        this.hooks = hooks;
        this.limits = limits;
    }

    /** Makes a step, and reports a refusal. */
    public MoveResult moveTo(Stage next, Optional<GateOverride> override) {
        return moveTo(next, override, limits);
    }

    /** The same, which may take another time. */
    public MoveResult moveTo(Stage next, Optional<GateOverride> override, MovePolicy within) {
        MoveResult result = attempt(next, override, within);
        if (result instanceof MoveResult.Refused it) {
            hooks.announcements().hasEnded(it, override, List.of());
            module.listener().on(new DualWriteEvent.StageRefused(module.module(), it.from(), it.to(), it.reasons()));
        }
        return result;
    }

    /** Makes a step; a refusal is only answered. */
    public MoveResult attempt(Stage next, Optional<GateOverride> override) {
        return attempt(next, override, limits);
    }

    private MoveResult attempt(Stage next, Optional<GateOverride> override, MovePolicy within) {
        moves.lock();
        try {
            return closing
                    ? refused(next, "this process is being closed")
                    : step(new Step(next, override, within), module.stages().current());
        } catch (StoreException e) {
            return refused(next, "a store could not be asked: " + e.getMessage());
        } finally {
            moves.unlock();
        }
    }

    /** What would be said of a step from where the record says that the module stands. */
    public StepPreview preview(Stage next) {
        Stage served = module.stages().current();
        Optional<Leading> leading = records.leading(served.leader());
        if (leading.isEmpty()) {
            return new StepPreview(served, next, List.of(NEITHER_LEADS), List.of());
        }
        Stage from = leading.get().stage();
        return from == next
                ? new StepPreview(from, next, List.of(), List.of())
                : hooks.checks().preview(from, next);
    }

    /** Who leads, as this process knows. */
    public Side leader() {
        return module.stages().current().leader();
    }

    /**
     * Enters the stage of the record, if it is another and none was entered since {@code before}, which was taken before the record
     * was read: otherwise the record may be older than what this process serves by.
     */
    public void follow(Standing before, Leading now) {
        if (before.stage() == now.stage()) {
            return;
        }
        hooks.afterChange().run();
        if (module.stages().enterFrom(before, now.stage())) {
            announce(before.stage(), now.stage());
            hooks.announcements().hasEntered();
        }
    }

    /** Ends a move that is under way, finished or aborted, and allows no other. */
    public void close() {
        closing = true;
        change.stop();
        try {
            if (moves.tryLock(limits.hold().plus(limits.drain()).toMillis(), TimeUnit.MILLISECONDS)) {
                moves.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was asked for. */
    private record Step(Stage next, Optional<GateOverride> override, MovePolicy within) {}

    private MoveResult step(Step step, Stage served) {
        Stage next = step.next();
        Optional<GateOverride> override = step.override();
        for (int tries = 0; tries < TRIES; tries++) {
            Standing before = module.stages().now();
            Optional<Leading> leading = records.leading(before.stage().leader());
            if (leading.isEmpty()) {
                return refused(next, NEITHER_LEADS);
            }
            follow(before, leading.get());
            Stage from = leading.get().stage();
            if (from == next) {
                return new MoveResult.Moved(served, next, Duration.ZERO);
            }
            StepPreview preview = hooks.checks().preview(from, next);
            List<String> objections = hooks.checks().objections(preview, override);
            if (!objections.isEmpty()) {
                return new MoveResult.Refused(from, next, objections);
            } else if (from.leader() != next.leader()) {
                return ended(changeLeader(from, step), override, preview);
            } else if (records.step(leading.get(), next)) {
                enter(from, next);
                copy(next);
                hooks.announcements().hasEntered();
                return ended(new MoveResult.Moved(from, next, Duration.ZERO), override, preview);
            }
        }
        return refused(next, "other processes change the stage, or move the lead, at the same time");
    }

    private MoveResult ended(MoveResult result, Optional<GateOverride> override, StepPreview preview) {
        if (result.isMoved()) {
            hooks.announcements().hasEnded(result, override, preview.gates());
        }
        return result;
    }

    /** That the copy in the other store is old harms nothing. */
    private void copy(Stage stage) {
        try {
            records.copyTo(stage.leader().other(), stage);
        } catch (StoreException e) {
            return;
        }
    }

    private MoveResult changeLeader(Stage from, Step step) {
        hooks.announcements().isMoving(true);
        try {
            hooks.catchUp().run();
            return whileHoldingWrites(from, step, lastCheck(from, step.next(), step.override()));
        } finally {
            hooks.announcements().isMoving(false);
        }
    }

    private DecisionCheck lastCheck(Stage from, Stage next, Optional<GateOverride> override) {
        return (side, epoch) -> hooks.checks()
                .gatesBeforeDecision(from, next, override)
                .or(() -> hooks.beforeDecision().objection(side, epoch));
    }

    private MoveResult whileHoldingWrites(Stage from, Step step, DecisionCheck last) {
        Stage next = step.next();
        Duration hold = step.within().hold();
        Stopwatch stopwatch = module.clock().start();
        if (!module.writes().tryClose(hold)) {
            return refused(next, "writes under way did not end within " + hold);
        }
        try {
            Optional<String> objection = whileHoldingSends(from, step, last);
            return objection.isPresent()
                    ? new MoveResult.Refused(from, next, List.of(objection.get()))
                    : new MoveResult.Moved(from, next, stopwatch.elapsed());
        } finally {
            module.writes().open();
        }
    }

    /** With a weak fence, a delayed send of this process would become a stale-epoch write. */
    private Optional<String> whileHoldingSends(Stage from, Step step, DecisionCheck last) {
        Stage next = step.next();
        Duration hold = step.within().hold();
        if (!module.sends().tryClose(hold)) {
            return Optional.of("images in flight to the follower did not arrive within " + hold);
        }
        try {
            LeaderChangeResult result =
                    changeLeader(from.leader(), next, step.within().drain(), last);
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

    private LeaderChangeResult changeLeader(Side from, Stage next, Duration drain, DecisionCheck last) {
        try {
            return change.moveTo(next.leader(), Optional.of(next), drain, last);
        } catch (StoreException e) {
            return afterFailure(from, next, drain, last, e);
        } catch (RuntimeException | Error e) {
            abortAfter(from, e);
            throw e;
        }
    }

    /** A defect must not leave the module without a leader for as long as a lease. */
    private void abortAfter(Side from, Throwable failure) {
        try {
            change.abort(from);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Before the decision nothing is lost by aborting; after it the new leader only has to take up. */
    private LeaderChangeResult afterFailure(
            Side from, Stage next, Duration drain, DecisionCheck last, StoreException failure) {
        try {
            return change.abort(from)
                    ? new LeaderChangeResult.Aborted("a store failed: " + failure.getMessage())
                    : change.moveTo(next.leader(), Optional.of(next), drain, last);
        } catch (StoreException e) {
            failure.addSuppressed(e);
            return new LeaderChangeResult.Aborted(
                    "a store failed, and the leader change could be neither finished nor aborted: the module answers"
                            + " no writes until it can be; move again when both stores can be reached: "
                            + failure.getMessage());
        }
    }

    private void enter(Stage from, Stage next) {
        module.stages().enter(next);
        announce(from, next);
    }

    private void announce(Stage from, Stage next) {
        module.listener()
                .on(new DualWriteEvent.StageChanged(
                        module.module(), from, next, module.clock().dates().instant()));
    }

    private MoveResult refused(Stage next, String reason) {
        return new MoveResult.Refused(module.stages().current(), next, List.of(reason));
    }
}
