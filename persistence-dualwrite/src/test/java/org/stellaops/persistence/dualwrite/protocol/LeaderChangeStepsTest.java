// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderDrain;
import org.stellaops.persistence.dualwrite.internal.failover.StageStep;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** Each step of a change of leader is reported, made in its order, and not made where another coordinator was (section 5). */
class LeaderChangeStepsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final LeaderChangeResult OVERTAKEN = new LeaderChangeResult.Aborted(
            "another process has changed the lead or the stage since this step was judged; ask again");

    private final TwoStores stores = new TwoStores();
    private final ControlStore legacy = stores.legacyBackend.control();
    private final ControlStore target = stores.targetBackend.control();

    @Test
    void aStepThatWasJudgedInAnotherStageIsNotBegun() {
        LeaderChange change = stores.change(stores.module());
        assertThat(change.moveTo(new StageStep(Stage.SHADOW_READ, Stage.TARGET_LED, 1), LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(LeaderChangeResult.Moved.class);
        stores.events.clear();
        ControlRecord alone = target.read().in(Stage.TARGET_ONLY);
        assertThat(target.compareAndSet(target.read(), alone)).isTrue();

        assertThat(change.moveTo(new StageStep(Stage.TARGET_LED, Stage.SHADOW_READ, 3), LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(OVERTAKEN);

        assertThat(target.read()).isEqualTo(alone);
        assertThat(stores.events).isEmpty();
    }

    /** The lead went to the other store and came back, and the step that was judged before may be wished by nobody. */
    @Test
    void aStepThatWasJudgedInAnEarlierEpochIsNotBegun() {
        ControlRecord later = new ControlRecord(Phase.STEADY, 5, Stage.SHADOW_READ);
        assertThat(legacy.compareAndSet(legacy.read(), later)).isTrue();

        assertThat(stores.change(stores.module())
                        .moveTo(new StageStep(Stage.SHADOW_READ, Stage.TARGET_LED, 1), LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(OVERTAKEN);

        assertThat(legacy.read()).isEqualTo(later);
        assertThat(stores.events).isEmpty();
    }

    @Test
    void eachStepIsReportedInItsEpoch() {
        assertThat(stores.change(stores.module())
                        .moveTo(new StageStep(Stage.SHADOW_READ, Stage.TARGET_LED, 1), LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(new LeaderChangeResult.Moved(3, FenceStrength.STRONG));

        assertThat(stores.events)
                .containsExactly(
                        step(1, "begin"),
                        step(2, "fence"),
                        step(2, "drain"),
                        step(3, "fence"),
                        step(3, "drain"),
                        step(3, "decide"),
                        step(3, "take up"));
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.AWAY, 3, Stage.TARGET_LED));
        assertThat(target.read()).isEqualTo(new ControlRecord(Phase.STEADY, 3, Stage.TARGET_LED));
        assertThat(legacy.fenceEpoch()).isEqualTo(3);
    }

    @Test
    void anAbortIsReportedInTheEpochThatItBegins() {
        assertThat(stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
                    assertThat(from).isEqualTo(Side.LEGACY);
                    assertThat(epoch).isEqualTo(3);
                    return Optional.of("not yet");
                }))
                .isEqualTo(new LeaderChangeResult.Aborted("not yet"));

        assertThat(stores.events)
                .containsExactly(step(1, "begin"), step(2, "fence"), step(2, "drain"), step(3, "abort"));
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aProcessThatIsBeingClosedDrainsNothingMore() {
        LeaderWriteResult pending = stores.put(note("pending"));
        assertThat(pending.image()).isPresent();
        LeaderChange change = stores.change(stores.module());
        change.stop();

        assertThat(change.moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(new LeaderChangeResult.Aborted("the process that moved the lead is being closed"));

        assertThat(stores.legacy.pendingCount()).isEqualTo(1);
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aProcessThatIsBeingClosedWhileItIsAskedForAnObjectionDoesNotDecide() {
        LeaderChange change = stores.change(stores.module());

        assertThat(change.moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
                    change.stop();
                    return Optional.empty();
                }))
                .isEqualTo(new LeaderChangeResult.Aborted("the process that moved the lead is being closed"));

        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
    }

    @Test
    void aFenceThatCannotBeRaisedIsReportedAndWaitedFor() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        List<Duration> waits = new ArrayList<>();
        LeaderChange change = new LeaderChange(
                weak.module(), weak.settings, weak.events::add, System::nanoTime, Duration.ofSeconds(3), waits::add);

        assertThat(change.moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(new LeaderChangeResult.Moved(3, FenceStrength.WEAK));
        assertThat(waits).containsExactly(Duration.ofSeconds(3));
        assertThat(weak.events)
                .contains(
                        new DualWriteEvent.FenceIsWeak("module", Side.LEGACY, 2),
                        new DualWriteEvent.FenceIsWeak("module", Side.LEGACY, 3));

        assertThat(change.moveTo(Side.LEGACY, LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(waits).as("nobody relies on a fence while the target leads").hasSize(1);
    }

    @Test
    void aFenceThatStandsIsNotWaitedFor() {
        List<Duration> waits = new ArrayList<>();

        assertThat(new LeaderChange(
                                stores.module(),
                                stores.settings,
                                stores.events::add,
                                System::nanoTime,
                                Duration.ofSeconds(3),
                                waits::add)
                        .moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(waits).isEmpty();
    }

    @Test
    void anInterruptedWaitKeepsTheLead() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        LeaderChange change = new LeaderChange(
                weak.module(), weak.settings, weak.events::add, System::nanoTime, Duration.ofSeconds(3), length -> {
                    throw new InterruptedException();
                });

        assertThat(change.moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(new LeaderChangeResult.Aborted(
                        "the wait for writes that rely on the former fence was interrupted"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nobodyIsAskedWhileSomethingIsLeft() {
        assertThat(stores.put(note("pending")).outcome().isApplied()).isTrue();
        TargetStore refusing = Failing.instead(
                "applyAll", 2, TargetStore.class, stores.target, args -> List.of(new ApplyAnswer.Refused("too long")));

        assertThat(stores.change(stores.module(new EntityPair(TwoStores.TYPE, stores.legacy, refusing)))
                        .moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
                            throw new AssertionError("asked");
                        }))
                .isInstanceOf(LeaderChangeResult.Aborted.class);
        assertThat(legacy.fenceEpoch()).isEqualTo(2);
    }

    @Test
    void aChangeThatWasStoppedDecidesNothing() {
        LeaderChange change = stores.change(stores.module());
        change.stop();

        assertThat(change.moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isEqualTo(new LeaderChangeResult.Aborted("the process that moved the lead is being closed"));
        assertThat(legacy.read().leads()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "AWAY, 1, true",
        "AWAY, 2, true",
        "AWAY, 3, false",
        "MOVING, 1, false",
        "STEADY, 1, false",
        "STEADY, 2, true"
    })
    void theStoreThatIsToLeadIsPreparedUnlessItIsAnotherThanAtTheBeginning(
            Phase phase, long epoch, boolean reachesDecision) {
        TwoStores.set(target, new ControlRecord(phase, epoch));
        List<Long> decisions = new ArrayList<>();

        LeaderChangeResult result = stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, at) -> {
            decisions.add(at);
            return Optional.of("seen");
        });

        assertThat(decisions).hasSize(reachesDecision ? 1 : 0);
        assertThat(result).isInstanceOf(LeaderChangeResult.Aborted.class);
        assertThat(target.read()).isEqualTo(new ControlRecord(phase, reachesDecision ? Math.max(epoch, 2) : epoch));
        if (!reachesDecision) {
            assertThat(((LeaderChangeResult.Aborted) result).reason())
                    .startsWith("the target store is not as it was when the leader change began, but ");
        }
    }

    /** It was unreachable when the module was opened. */
    @Test
    void aStoreWithoutAControlRecordGetsOne() {
        TwoStores fresh = new TwoStores();
        ControlStore blank = new MemoryTargetBackend().control();

        assertThat(fresh.change(fresh.withTargetControl(blank))
                        .moveTo(Side.TARGET, LIMIT, (from, epoch) -> Optional.of("seen")))
                .isEqualTo(new LeaderChangeResult.Aborted("seen"));

        assertThat(blank.read()).isEqualTo(new ControlRecord(Phase.AWAY, 2));
    }

    @Test
    void aDecisionThatAnotherCoordinatorAbortedIsNotMade() {
        LeaderChangeResult result = stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
            TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 3));
            return Optional.empty();
        });

        assertThat(result).isInstanceOf(LeaderChangeResult.Aborted.class);
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 3));
        assertThat(target.read().leads()).isFalse();
    }

    @Test
    void aStoreThatWasReplacedAfterItWasToldDoesNotLead() {
        LeaderChangeResult result = stores.change(stores.module()).moveTo(Side.TARGET, LIMIT, (from, epoch) -> {
            TwoStores.set(target, new ControlRecord(Phase.AWAY, 1));
            return Optional.empty();
        });

        assertThat(result)
                .isInstanceOfSatisfying(
                        LeaderChangeResult.Aborted.class,
                        it -> assertThat(it.reason())
                                .startsWith("the lead was given away in epoch 3, but the target store was replaced"));
        assertThat(target.read()).isEqualTo(new ControlRecord(Phase.AWAY, 1));
        assertThat(stores.move(Side.TARGET))
                .as("asked again")
                .isInstanceOfSatisfying(
                        LeaderChangeResult.Aborted.class,
                        it -> assertThat(it.reason()).startsWith("the lead was given away in epoch 3"));
    }

    @ParameterizedTest
    @CsvSource({"STEADY, 1, true, STEADY, 1", "MOVING, 1, true, STEADY, 3", "AWAY, 3, false, AWAY, 3"})
    void onlyAMoveThatIsNotDecidedIsAborted(Phase phase, long epoch, boolean leads, Phase after, long epochAfter) {
        TwoStores.set(legacy, new ControlRecord(phase, epoch));

        assertThat(stores.change(stores.module()).abort(Side.LEGACY)).isEqualTo(leads);

        assertThat(legacy.read()).isEqualTo(new ControlRecord(after, epochAfter));
    }

    // A compare-and-set whose answer is lost.

    @Test
    void aStepWhoseAnswerWasLostIsMadeIfTheRecordShowsIt() {
        ControlStore lost =
                Failing.after(1, "compareAndSet", ControlStore.class, legacy, LeaderChangeStepsTest::noAnswer);

        assertThat(stores.change(stores.withLegacyControl(lost)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.events).contains(step(1, "begin"));
    }

    @Test
    void aStepWhoseAnswerWasLostAndThatWasNotMadeFails() {
        ControlStore lost = Failing.at(1, "compareAndSet", ControlStore.class, legacy, LeaderChangeStepsTest::noAnswer);

        assertThatThrownBy(() ->
                        stores.change(stores.withLegacyControl(lost)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(StoreException.class);
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 1));
    }

    @Test
    void aStepThatWasCertainlyNotMadeFailsWithoutAnotherRead() {
        ControlStore down = Failing.after(1, "compareAndSet", ControlStore.class, legacy, () -> {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "injected", null);
        });

        assertThatThrownBy(() ->
                        stores.change(stores.withLegacyControl(down)).moveTo(Side.TARGET, LIMIT, DecisionCheck.NOTHING))
                .isInstanceOf(StoreException.class);
    }

    // The drain.

    @ParameterizedTest
    @CsvSource({"10, false", "11, true"})
    void aDrainEndsWhenItsLimitIsExceeded(long took, boolean ends) {
        assertThat(stores.put(note("pending")).outcome().isApplied()).isTrue();
        AtomicLong passes = new AtomicLong();
        AtomicLong now = new AtomicLong(1_000);
        TargetStore late = Failing.instead("applyAll", 2, TargetStore.class, stores.target, args -> {
            if (passes.incrementAndGet() > 1) {
                return stores.target.applyAll(cast(args[0]), (Long) args[1]);
            }
            now.addAndGet(took);
            return List.of(new ApplyAnswer.OutOfDate());
        });

        Optional<String> left = drain(late, now).toZero(2, Duration.ofNanos(10), () -> false);

        assertThat(left)
                .isEqualTo(
                        ends
                                ? Optional.of(
                                        "1 key(s) still carry a pending flag; in the last pass the follower refused 0"
                                                + " for good and 1 could not be sent")
                                : Optional.empty());
    }

    @Test
    void aDrainThatOnlyMeetsRefusalsEndsAtOnceAndNamesThem() {
        assertThat(stores.put(note("pending")).outcome().isApplied()).isTrue();
        TargetStore refusing = Failing.instead(
                "applyAll", 2, TargetStore.class, stores.target, args -> List.of(new ApplyAnswer.Refused("too long")));

        assertThat(drain(refusing, new AtomicLong()).toZero(2, LIMIT, () -> false))
                .contains("1 key(s) still carry a pending flag; in the last pass the follower refused 1 for good and 0"
                        + " could not be sent; refused: " + TwoStores.KEY + " (too long); change or delete these"
                        + " records, or fix the follower, and move again");
    }

    @Test
    void ofManyRefusalsTheFirstAreNamedAndTheOthersCounted() {
        for (int i = 0; i < 7; i++) {
            assertThat(stores.put(stores.legacy, RecordKey.global("k" + i), note("pending"))
                            .outcome()
                            .isApplied())
                    .isTrue();
        }
        TargetStore refusing = Failing.instead(
                "applyAll",
                2,
                TargetStore.class,
                stores.target,
                args -> cast(args[0]).stream()
                        .map(it -> new ApplyAnswer.Refused("too long"))
                        .toList());

        assertThat(drain(refusing, new AtomicLong())
                        .toZero(2, LIMIT, () -> false)
                        .orElseThrow())
                .contains("(too long), and 2 more; change or delete");
    }

    @Test
    void aDrainOfAChangeThatAnotherCoordinatorEndedEnds() {
        assertThat(stores.put(note("pending")).outcome().isApplied()).isTrue();
        TargetStore ending = Failing.instead("applyAll", 2, TargetStore.class, stores.target, args -> {
            TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 3));
            return List.of(new ApplyAnswer.OutOfDate());
        });

        assertThat(drain(ending, new AtomicLong()).toZero(2, LIMIT, () -> false))
                .contains("another coordinator completed or aborted the leader change");
    }

    // Recovery and fence.

    @ParameterizedTest
    @CsvSource({"100, true, false", "101, true, true", "50, false, false", "51, false, true", "51, true, false"})
    void aMoveIsAbortedAfterTheLongestTimeAndSoonerIfNobodyMoves(long nanos, boolean somebodyMoves, boolean aborted) {
        AtomicLong now = new AtomicLong(1_000);
        LeaderChangeRecovery recovery = new LeaderChangeRecovery(
                stores.module(),
                stores.change(stores.module()),
                Duration.ofNanos(100),
                now::get,
                Duration.ofNanos(50),
                () -> somebodyMoves);
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1));

        recovery.watch(Side.LEGACY);
        now.addAndGet(nanos);
        recovery.watch(Side.LEGACY);

        assertThat(legacy.read())
                .isEqualTo(aborted ? new ControlRecord(Phase.STEADY, 3) : new ControlRecord(Phase.MOVING, 1));
    }

    @Test
    void anotherMoveIsWatchedFromItsOwnBeginning() {
        AtomicLong now = new AtomicLong();
        LeaderChangeRecovery recovery = new LeaderChangeRecovery(
                stores.module(), stores.change(stores.module()), Duration.ofNanos(100), now::get);
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1));
        recovery.watch(Side.LEGACY);
        TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 1));
        now.set(60);
        recovery.watch(Side.LEGACY);
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 1));
        recovery.watch(Side.LEGACY);
        now.set(140);
        recovery.watch(Side.LEGACY);
        assertThat(legacy.read().phase()).isEqualTo(Phase.MOVING);
        TwoStores.set(legacy, new ControlRecord(Phase.MOVING, 5));
        now.set(170);
        recovery.watch(Side.LEGACY);
        assertThat(legacy.read().phase()).isEqualTo(Phase.MOVING);
        now.set(271);
        recovery.watch(Side.LEGACY);
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 7));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aStoreThatWasNeverInitialisedHasDecidedNothing(Side blankSide) {
        ControlStore blank =
                blankSide == Side.LEGACY ? new MemoryLegacyBackend().control() : new MemoryTargetBackend().control();
        ControlStore other = blankSide == Side.LEGACY ? target : legacy;
        TwoStores.set(other, new ControlRecord(Phase.AWAY, 1));
        var module = blankSide == Side.LEGACY ? stores.withLegacyControl(blank) : stores.withTargetControl(blank);

        new LeaderChangeRecovery(module, stores.change(module), LIMIT, () -> 0).assumeLeadership();

        assertThat(other.read()).isEqualTo(new ControlRecord(Phase.AWAY, 1));
        assertThat(blank.read().leads()).isFalse();
    }

    @Test
    void aFenceBelowTheEpochIsRestored() {
        FenceMonitor monitor = new FenceMonitor("module", legacy, stores.events::add);
        TwoStores.set(legacy, new ControlRecord(Phase.STEADY, 3));
        assertThat(legacy.raiseFence(2)).isNotNull();

        assertThat(monitor.keep()).isTrue();
        assertThat(legacy.fenceEpoch()).isEqualTo(3);
        assertThat(stores.events).containsExactly(new DualWriteEvent.FenceRestored("module", 2, 3));
        assertThat(monitor.keep()).isFalse();
        assertThat(legacy.raiseFence(4)).isNotNull();
        assertThat(monitor.keep()).isFalse();
        assertThat(legacy.fenceEpoch()).isEqualTo(4);
    }

    /** One pass is left out after the first refusal, two after the second, and so on. */
    @Test
    void aFenceThatMayNotBeRaisedIsTriedLessAndLessOften() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        List<Integer> tried = new ArrayList<>();
        int[] pass = {0};
        ControlStore counting =
                Failing.instead("raiseFence", 1, ControlStore.class, weak.legacyBackend.control(), args -> {
                    tried.add(pass[0]);
                    return FenceStrength.WEAK;
                });
        FenceMonitor monitor = new FenceMonitor("module", counting, weak.events::add);

        for (pass[0] = 0; pass[0] < 4_000; pass[0]++) {
            assertThat(monitor.keep()).isFalse();
        }

        assertThat(tried).startsWith(0, 2, 5, 9, 14);
        assertThat(tried.get(tried.size() - 1) - tried.get(tried.size() - 2)).isEqualTo(61);
        assertThat(weak.events).isEmpty();
        weak.legacyBackend.become(FenceStrength.STRONG);
        FenceMonitor again = new FenceMonitor("module", weak.legacyBackend.control(), weak.events::add);
        assertThat(again.keep()).isTrue();
    }

    private LeaderDrain drain(TargetStore following, AtomicLong now) {
        ControlRecord begun = new ControlRecord(Phase.MOVING, 1);
        TwoStores.set(legacy, begun);
        return LeaderDrain.of(
                stores.module(new EntityPair(TwoStores.TYPE, stores.legacy, following)),
                Side.LEGACY,
                begun,
                stores.settings.withBatch(20),
                stores.events::add,
                now::get);
    }

    @SuppressWarnings("unchecked")
    private static List<Image> cast(Object images) {
        return (List<Image>) images;
    }

    private static Object noAnswer() {
        throw new StoreException(Fault.Kind.NO_ANSWER, "injected", null);
    }

    private static DualWriteEvent step(long epoch, String step) {
        return new DualWriteEvent.LeaderChangeStep("module", Side.LEGACY, Side.TARGET, epoch, step, Instant.EPOCH);
    }
}
