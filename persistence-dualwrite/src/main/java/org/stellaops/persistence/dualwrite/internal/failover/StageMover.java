// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
import org.stellaops.persistence.spi.ControlRecord;

/**
 * Moves a module to another stage, which is a change of the record of the store that leads: checks whether it may, holds this
 * process's writes back where the leader changes, and lets this process follow.
 */
public final class StageMover {

    /** How often a step begins anew because another process changed the record meanwhile. */
    private static final int TRIES = 5;

    /** Why a wish is refused, without a word to anybody, while another process does what is wished, or something else. */
    public static final List<String> MOVED_ELSEWHERE = List.of("another process moves the lead at this moment");

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
     * @param beforeDecision a check of the module's own, the last one
     * @param announcements what is said to the other processes
     * @param catchUp sends what is pending while writes still go on, so that the pause is short
     * @param afterChange forgets what was known of epochs, and asks for that of the store that leads now
     */
    public record Hooks(
            StepChecks checks,
            DecisionCheck beforeDecision,
            Announcements announcements,
            Runnable catchUp,
            Consumer<Side> afterChange) {}

    /** What this process says of itself to the others as soon as it is so. */
    public interface Announcements {

        /** It begins or ends to move the lead; only the beginning may throw. */
        void isMoving(boolean moves);

        /** It serves by another stage; throws nothing. */
        void hasEntered();

        /** Whether another process that renews its lease moves the lead from this side. */
        default boolean isMovedElsewhere(Side leader) {
            return false;
        }

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
        MoveResult result = attempt(new Step(next, override, within, true));
        if (result instanceof MoveResult.Refused it) {
            hooks.announcements().hasEnded(it, override, List.of());
            module.listener().on(new DualWriteEvent.StageRefused(module.module(), it.from(), it.to(), it.reasons()));
        }
        return result;
    }

    /**
     * Makes a step that is wished; a refusal is only answered. It is none while another process moves the lead: two of them are no
     * sooner ready, and the later one would hold its own writes for longer. One that has died is waited for until its lease is over.
     */
    public MoveResult attempt(Stage next, Optional<GateOverride> override) {
        return attempt(new Step(next, override, limits, false));
    }

    private MoveResult attempt(Step step) {
        moves.lock();
        try {
            return closing
                    ? refused(step.next(), "this process is being closed")
                    : step(step, module.stages().current());
        } catch (StoreException e) {
            return refused(step.next(), "a store could not be asked: " + e.getMessage());
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
        hooks.afterChange().accept(now.side());
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

    /**
     * What was asked for.
     *
     * @param joins whether it goes on with what another process moves at this moment
     */
    private record Step(Stage next, Optional<GateOverride> override, MovePolicy within, boolean joins) {}

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
            if (isMovedElsewhere(step, leading.get())) {
                return new MoveResult.Refused(from, next, MOVED_ELSEWHERE);
            }
            StepChecks.Asked asked = hooks.checks().ask(from, next);
            StepPreview preview = asked.preview();
            List<String> objections = hooks.checks().objections(preview, override);
            if (!objections.isEmpty()) {
                return new MoveResult.Refused(from, next, objections);
            } else if (from.leader() != next.leader()) {
                return ended(changeLeader(leading.get(), step, asked), override, preview);
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

    /**
     * Leads elsewhere.
     *
     * @param judged the record by which the step was judged
     */
    private MoveResult changeLeader(Leading judged, Step step, StepChecks.Asked asked) {
        StageStep begun =
                new StageStep(judged.stage(), step.next(), judged.record().epoch());
        hooks.announcements().isMoving(true);
        try {
            change.distrust().begin(judged.side(), () -> hooks.checks().allHeedDistrust(judged.side()));
            hooks.catchUp().run();
            Optional<Leading> leading = records.leading(judged.side());
            return leading.isPresent() && isMovedElsewhere(step, leading.get())
                    ? new MoveResult.Refused(judged.stage(), step.next(), MOVED_ELSEWHERE)
                    : whileHoldingSends(begun, step.within(), lastCheck(asked, step.override()));
        } finally {
            change.distrust().end();
            hooks.announcements().isMoving(false);
        }
    }

    private boolean isMovedElsewhere(Step step, Leading leading) {
        return !step.joins()
                && leading.record().phase() == ControlRecord.Phase.MOVING
                && hooks.announcements().isMovedElsewhere(leading.side());
    }

    private DecisionCheck lastCheck(StepChecks.Asked asked, Optional<GateOverride> override) {
        return new DecisionCheck() {
            @Override
            public Optional<String> whileDraining(Side from) {
                return hooks.checks().beforeDecision(from);
            }

            @Override
            public Optional<String> objection(Side from, long epoch) {
                return hooks.checks()
                        .together()
                        .first(List.of(
                                () -> hooks.beforeDecision().objection(from, epoch),
                                () -> hooks.checks().gatesBeforeDecision(asked, override)));
            }
        };
    }

    /**
     * With a weak fence, a delayed send of this process would become a stale-epoch write. Held before the writes, which go on while a
     * pass that is under way sends what it has read.
     */
    private MoveResult whileHoldingSends(StageStep step, MovePolicy within, DecisionCheck last) {
        Duration hold = within.hold();
        if (!module.sends().tryClose(hold)) {
            return refused(step.next(), "images in flight to the follower did not arrive within " + hold);
        }
        try {
            return whileHoldingWrites(step, within, last);
        } finally {
            module.sends().open();
        }
    }

    private MoveResult whileHoldingWrites(StageStep step, MovePolicy within, DecisionCheck last) {
        Stage from = step.from();
        Stage next = step.next();
        Duration hold = within.hold();
        Stopwatch stopwatch = module.clock().start();
        if (!module.writes().tryClose(hold)) {
            return refused(next, "writes under way did not end within " + hold);
        }
        try {
            LeaderChangeResult result = changeLeader(step, within.drain(), last);
            if (result instanceof LeaderChangeResult.Aborted it) {
                hooks.afterChange().accept(from.leader());
                return new MoveResult.Refused(from, next, List.of(it.reason()));
            }
            hooks.afterChange().accept(next.leader());
            enter(from, next);
            return new MoveResult.Moved(from, next, stopwatch.elapsed());
        } finally {
            module.writes().open();
        }
    }

    private LeaderChangeResult changeLeader(StageStep step, Duration drain, DecisionCheck last) {
        try {
            return change.moveTo(step, drain, last);
        } catch (StoreException e) {
            return afterFailure(step, drain, last, e);
        } catch (RuntimeException | Error e) {
            abortAfter(step.from().leader(), e);
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
            StageStep step, Duration drain, DecisionCheck last, StoreException failure) {
        try {
            return change.abort(step.from().leader())
                    ? new LeaderChangeResult.Aborted("a store failed: " + failure.getMessage())
                    : change.moveTo(step, drain, last);
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
