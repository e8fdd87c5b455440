// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.ControlReplacement;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * Changes the leader of a module from one store to the other (section 5). Each step is idempotent, and any coordinator
 * may continue what another began.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Until everything pending
 * has been replicated, or the limit is reached. <b>Failure.</b> {@link StoreException} if the outcome of a step cannot
 * be
 * learned; call
 * again, or {@link #abort}.
 */
public final class LeaderChange {

    /** The drain sends in the epoch after the old one; the new leader starts in the epoch after that of the drain. */
    private static final int DRAIN = 1;

    private static final int NEXT = 2;

    private final ModuleStores stores;
    private final ProtocolSettings settings;
    private final DualWriteListener listener;
    private final LongSupplier ticker;
    private final FenceDistrust distrust;
    private volatile boolean stopped;

    /** Moves the lead of one module whose processes rely on no fence that they found standing. */
    public LeaderChange(
            ModuleStores stores, ProtocolSettings settings, DualWriteListener listener, LongSupplier ticker) {
        this(stores, settings, listener, ticker, Duration.ZERO, Pause.real());
    }

    /**
     * Moves the lead of one module.
     *
     * @param weakGrace how long to wait before the drain where the fence cannot be raised: longer than any process relies on a
     *     fence that it found standing
     * @param pause how it waits
     */
    public LeaderChange(
            ModuleStores stores,
            ProtocolSettings settings,
            DualWriteListener listener,
            LongSupplier ticker,
            Duration weakGrace,
            Pause pause) {
        this.distrust =
                new FenceDistrust(stores.legacyControl(), settings.tokens().next(), weakGrace, pause);
        this.stores = stores;
        this.settings = settings;
        this.listener = listener.contained();
        this.ticker = ticker;
    }

    /**
     * Changes the leader, whatever stage the module is in; aborts if the pending images cannot be replicated within the limit, or if
     * a check vetoes the change.
     */
    public LeaderChangeResult moveTo(Side to, Duration limit, DecisionCheck before) {
        return moveTo(to, Optional.empty(), limit, before);
    }

    /**
     * As {@link #moveTo(Side, Duration, DecisionCheck)}, from a stage and to the next one, in which the new leader begins to lead. It
     * aborts if the module is in another stage or epoch by now: what was judged, and who writes what, was so then. Between two looks
     * another process may have taken the last step, after which the leader alone has what is written, without a pending flag (C9); or
     * the lead may have gone and come back, and nobody may wish this step any more.
     */
    public LeaderChangeResult moveTo(StageStep step, Duration limit, DecisionCheck before) {
        return moveTo(step.next().leader(), Optional.of(step), limit, before);
    }

    private LeaderChangeResult moveTo(Side to, Optional<StageStep> step, Duration limit, DecisionCheck before) {
        Side from = to.other();
        Optional<ControlRecord> beginning = begin(from, step);
        if (beginning.isEmpty()) {
            return new LeaderChangeResult.Aborted(
                    "another process has changed the lead or the stage since this step was judged; ask again");
        }
        ControlRecord begun = beginning.get();
        if (begun.phase() == Phase.AWAY) {
            return assumeDecidedLeadership(to, begun);
        }
        long draining = begun.epoch() + DRAIN;
        long epoch = begun.epoch() + NEXT;
        AtomicReference<FenceStrength> fence = new AtomicReference<>(FenceStrength.WEAK);
        CompletableFuture<Boolean> isTold = new CompletableFuture<>();
        Optional<String> objection = first(
                        () -> tell(to, draining, isTold).or(() -> before.whileDraining(from)),
                        () -> distrust.await(from, raiseFence(from, draining))
                                .or(() -> isTold.join() ? drain(from, begun, draining, limit) : Optional.empty()))
                .or(() -> first(() -> before.objection(from, epoch), () -> {
                    fence.set(raiseFence(from, epoch));
                    return drainAgain(from, begun, epoch, limit);
                }));
        if (objection.isPresent()) {
            abort(from, begun);
            return new LeaderChangeResult.Aborted(objection.get());
        }
        ControlRecord away = decided(begun, step.map(StageStep::next));
        if (!decide(from, begun, away)) {
            return new LeaderChangeResult.Aborted("another coordinator aborted the leader change");
        }
        return assumeLeadership(to, away) || leadsSince(to, away)
                ? new LeaderChangeResult.Moved(epoch, fence.get())
                : replaced(to, away);
    }

    /** Step 2, for which the drain beside it waits. */
    private Optional<String> tell(Side to, long draining, CompletableFuture<Boolean> isTold) {
        boolean told = false;
        try {
            Optional<String> objection = prepare(to, draining);
            told = objection.isEmpty();
            return objection;
        } finally {
            boolean unused = isTold.complete(told);
        }
    }

    /** While writes wait, what needs nothing else is asked at once. */
    private Optional<String> first(Supplier<Optional<String>> one, Supplier<Optional<String>> another) {
        return stores.together().first(List.of(one, another));
    }

    /**
     * Step 1: {@code STEADY} to {@code MOVING} in the old leader; continues if another coordinator began. Empty if it leads in another
     * stage or epoch than that of the step, or gives tenants to another cohort.
     */
    private Optional<ControlRecord> begin(Side from, Optional<StageStep> step) {
        while (true) {
            ControlRecord now = stores.control(from).read();
            if (now.leads() && !step.map(it -> it.isFrom(now)).orElse(true)) {
                return Optional.empty();
            } else if (now.generation().giving()) {
                // What it has let go it would not drain, and nobody else would (F9).
                return Optional.empty();
            } else if (now.phase() != Phase.STEADY) {
                return Optional.of(now);
            }
            ControlRecord moving = now.at(Phase.MOVING, now.epoch());
            if (replace(from, now, moving)) {
                report(from, now.epoch(), "begin");
                return Optional.of(moving);
            }
        }
    }

    /**
     * Step 2: the store that is to lead is told so. One that takes its place from now on was not told, and cannot assume
     * leadership; one that took its place before is found by the check before the decision.
     */
    private Optional<String> prepare(Side to, long draining) {
        while (true) {
            ControlRecord now = initialised(to);
            boolean overtaken = now.phase() == Phase.AWAY ? now.epoch() > draining : now.epoch() < draining;
            if (overtaken) {
                return Optional.of(
                        "the " + to.configName() + " store is not as it was when the leader change began, but "
                                + (now.leads() ? "leads" : "does not lead") + " in epoch " + now.epoch()
                                + ": another coordinator completed or aborted the change, or another database stands there");
            } else if (now.epoch() >= draining || replace(to, now, now.at(Phase.AWAY, draining))) {
                return Optional.empty();
            }
        }
    }

    /**
     * Steps 3 and 4b. Before the drain, so that nothing is written unnoticed; and again after it, above the epoch of
     * the drain's own writes:
     *
     * <ol>
     *   <li>Coordinator 1 drains the target in epoch e+1 and pauses before the insert of a record into the legacy
     *   store.
     *   <li>Coordinator 2 sends that record itself, decides, and the legacy store assumes leadership.
     *   <li>A caller deletes the record.
     *   <li>Coordinator 1 resumes; with a fence at e+1 its insert would succeed and bring the deleted record back (C7).
     * </ol>
     */
    @CanIgnoreReturnValue
    private FenceStrength raiseFence(Side from, long epoch) {
        FenceStrength strength = stores.legacyControl().raiseFence(epoch);
        if (strength == FenceStrength.WEAK) {
            listener.on(new DualWriteEvent.FenceIsWeak(stores.module(), Side.LEGACY, epoch));
        }
        report(from, epoch, "fence");
        return strength;
    }

    /** What is due before and after a change whose fence may be weak. */
    public FenceDistrust distrust() {
        return distrust;
    }

    /** Makes every drain, now and later, end without a decision: the process is being closed. */
    public void stop() {
        stopped = true;
    }

    /** Step 4. */
    private Optional<String> drain(Side from, ControlRecord begun, long epoch, Duration limit) {
        Optional<String> left = drainOf(from, begun).toZero(epoch, limit, () -> stopped);
        report(from, epoch, "drain");
        return left;
    }

    private Optional<String> drainAgain(Side from, ControlRecord begun, long epoch, Duration limit) {
        Optional<String> left = drainOf(from, begun).stillAtZero(epoch, limit, () -> stopped);
        report(from, epoch, "drain");
        return left;
    }

    private LeaderDrain drainOf(Side from, ControlRecord begun) {
        return LeaderDrain.of(stores, from, begun, settings, listener, ticker);
    }

    private static ControlRecord decided(ControlRecord begun, Optional<Stage> stage) {
        ControlRecord away = begun.at(Phase.AWAY, begun.epoch() + NEXT);
        return stage.map(away::in).orElse(away);
    }

    /** Step 5: the decision is one statement in the old leader; made in the new one, two could lead (C4). */
    private boolean decide(Side from, ControlRecord begun, ControlRecord away) {
        boolean decided =
                replace(from, begun, away) || stores.control(from).read().equals(away);
        if (decided) {
            report(from, away.epoch(), "decide");
        }
        return decided;
    }

    /**
     * Step 6: any process that finds the decision made may do this. A store that was not told of the change before the decision is
     * not the one that was drained to.
     *
     * @return whether the store assumed leadership by this call
     */
    @CanIgnoreReturnValue
    public boolean assumeLeadership(Side to, ControlRecord decided) {
        while (true) {
            ControlRecord now = stores.control(to).read();
            if (!now.is(Phase.AWAY, preparedFor(decided))) {
                return false;
            }
            if (replace(to, now, decided.at(Phase.STEADY, decided.epoch()))) {
                report(to.other(), decided.epoch(), "take up");
                return true;
            }
        }
    }

    private static long preparedFor(ControlRecord decided) {
        return decided.epoch() - NEXT + DRAIN;
    }

    private boolean leadsSince(Side to, ControlRecord decided) {
        return stores.control(to).read().epoch() >= decided.epoch();
    }

    private static LeaderChangeResult replaced(Side to, ControlRecord decided) {
        return new LeaderChangeResult.Aborted(
                "the lead was given away in epoch " + decided.epoch() + ", but the " + to.configName()
                        + " store was replaced or restored meanwhile and does not assume it: neither store leads until the"
                        + " right one is back or this one is readmitted; the other store holds everything");
    }

    /** A store that was unreachable when its module was opened has no record to compare with. */
    private ControlRecord initialised(Side side) {
        ControlRecord now = stores.control(side).read();
        return now.epoch() > 0 ? now : stores.control(side).initialise(new ControlRecord(Phase.AWAY, 0));
    }

    private LeaderChangeResult assumeDecidedLeadership(Side to, ControlRecord decided) {
        if (assumeLeadership(to, decided)) {
            return new LeaderChangeResult.Moved(
                    decided.epoch(), stores.legacyControl().raiseFence(decided.epoch()));
        } else if (!leadsSince(to, decided)) {
            return replaced(to, decided);
        }
        return new LeaderChangeResult.AlreadyThere(stores.control(to).read().epoch());
    }

    /**
     * Returns to the old leader, in a higher epoch because the fence may have been raised already; needs only the old
     * leader.
     *
     * @return whether the old leader leads; false if the change is already decided
     */
    @CanIgnoreReturnValue
    public boolean abort(Side from) {
        ControlRecord now = stores.control(from).read();
        if (now.phase() == Phase.MOVING) {
            abort(from, now);
        }
        return stores.control(from).read().leads();
    }

    private void abort(Side from, ControlRecord begun) {
        if (replace(from, begun, begun.at(Phase.STEADY, begun.epoch() + NEXT))) {
            report(from, begun.epoch() + NEXT, "abort");
        }
    }

    private boolean replace(Side side, ControlRecord expected, ControlRecord next) {
        return ControlReplacement.make(stores.control(side), expected, next);
    }

    private void report(Side from, long epoch, String step) {
        listener.on(new DualWriteEvent.LeaderChangeStep(
                stores.module(),
                from,
                from.other(),
                epoch,
                step,
                settings.clock().instant()));
    }
}
