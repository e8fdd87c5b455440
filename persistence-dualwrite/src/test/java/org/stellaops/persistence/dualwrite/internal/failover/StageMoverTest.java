// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.gate.ServedStores;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;

/** What a step says to callers, to other processes and to the stores, in which order, and what it leaves when it is refused. */
class StageMoverTest {

    private static final List<String> OVERTAKEN =
            List.of("another process has changed the lead or the stage since this step was judged; ask again");

    private static final MovePolicy LIMITS =
            new MovePolicy(Duration.ofMillis(1), Duration.ofSeconds(10), Duration.ofMinutes(1));

    /** These gates ask for none. */
    private static final GateEvidence NO_EVIDENCE = (GateEvidence) Proxy.newProxyInstance(
            GateEvidence.class.getClassLoader(), new Class<?>[] {GateEvidence.class}, (proxy, called, args) -> {
                throw new AssertionError("asked for " + called.getName());
            });

    private final ServedStores stores = new ServedStores();
    private final List<String> said = new ArrayList<>();
    private final List<DualWriteEvent> events = new ArrayList<>();
    private final List<GateAnswer> gates = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private Optional<String> lastObjection = Optional.empty();
    private Runnable duringCatchUp = () -> {};
    private boolean isMovedElsewhere;
    private Duration weakGrace = Duration.ZERO;
    private ControlStore legacyControl = stores.legacy.control();
    private final StageView stages = new StageView(SHADOW_READ, it -> {});
    private final PauseLock writes = new PauseLock();
    private final PauseLock sends = new PauseLock();

    @BeforeEach
    void theModuleStandsInShadowRead() {
        stores.set(Side.LEGACY, new ControlRecord(Phase.STEADY, 1, SHADOW_READ));
    }

    @Test
    void aStepOfTheSameLeaderMovesTheRecordAndItsCopyAndIsAnnounced() {
        gates.add(GateAnswer.passed("one", "good"));

        assertThat(mover().moveTo(DUAL_WRITE, Optional.empty()))
                .isEqualTo(new MoveResult.Moved(SHADOW_READ, DUAL_WRITE, Duration.ZERO));

        assertThat(stores.legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 1, DUAL_WRITE));
        assertThat(stores.target.control().read().stage()).contains(DUAL_WRITE);
        assertThat(stages.current()).isEqualTo(DUAL_WRITE);
        assertThat(said).containsExactly("entered", "ended Moved [one: good]");
        assertThat(events)
                .containsExactly(new DualWriteEvent.StageChanged("module", SHADOW_READ, DUAL_WRITE, Instant.EPOCH));
    }

    @Test
    void aCopyThatCannotBeWrittenHarmsNothing() {
        StageMover mover = mover();
        stores.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));
        stores.set(Side.LEGACY, new ControlRecord(Phase.STEADY, 1, DUAL_WRITE));
        stages.enter(DUAL_WRITE);

        assertThat(mover.moveTo(LEGACY_ONLY, Optional.empty()).isMoved()).isTrue();

        assertThat(stores.legacy.control().read().stage()).contains(LEGACY_ONLY);
    }

    @Test
    void aRefusalIsReportedWhereItWasOrderedAndOnlyAnsweredWhereItWasTried() {
        gates.add(GateAnswer.refused("one", "bad", "mend it"));
        MoveResult refused = new MoveResult.Refused(SHADOW_READ, TARGET_LED, List.of("one: bad; mend it"));

        assertThat(mover().attempt(TARGET_LED, Optional.empty())).isEqualTo(refused);
        assertThat(said).isEmpty();
        assertThat(events).isEmpty();

        assertThat(mover().moveTo(TARGET_LED, Optional.empty())).isEqualTo(refused);
        assertThat(said).containsExactly("ended Refused []");
        assertThat(events)
                .containsExactly(new DualWriteEvent.StageRefused(
                        "module", SHADOW_READ, TARGET_LED, List.of("one: bad; mend it")));
        assertThat(stages.current()).isEqualTo(SHADOW_READ);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWeakFenceIsDistrustedBeforeWritesAreHeldBackAndTrustedAfterwards(boolean refused) {
        weakGrace = Duration.ofSeconds(1);
        stores.legacy.become(ControlStore.FenceStrength.WEAK);
        lastObjection = Optional.of("no").filter(it -> refused);

        assertThat(mover().moveTo(TARGET_LED, Optional.empty()).isMoved()).isNotEqualTo(refused);

        assertThat(said)
                .startsWith("moving true", "wait while 1 distrusts the fence", "catch up", "forget", "moving false")
                .hasSize(6);
        assertThat(stores.legacy.control().distrustingFence()).isEmpty();
        assertOpen();
    }

    @Test
    void theLeadMovesWhileWritesAndSendsAreHeldBackAndTheyGoOnAfterwards() {
        duringCatchUp = () -> {
            assertThat(writes.tryEnter(Duration.ZERO)).as("before the pause").isTrue();
            writes.leave();
            nanos.addAndGet(1_000_000);
        };

        assertThat(mover().moveTo(TARGET_LED, Optional.of(new GateOverride("ann", "a drill"))))
                .isEqualTo(new MoveResult.Moved(SHADOW_READ, TARGET_LED, Duration.ofNanos(7)));

        assertThat(said).containsExactly("moving true", "catch up", "forget", "moving false", "ended Moved by ann []");
        assertThat(stores.target.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3, TARGET_LED));
        assertThat(stores.legacy.control().read()).isEqualTo(new ControlRecord(Phase.AWAY, 3, TARGET_LED));
        assertThat(stages.current()).isEqualTo(TARGET_LED);
        assertOpen();
    }

    @Test
    void whatBecameFalseDuringTheMoveKeepsTheLead() {
        lastObjection = Optional.of("a store was replaced");

        assertThat(mover().moveTo(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, TARGET_LED, List.of("a store was replaced")));

        assertThat(stores.legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3, SHADOW_READ));
        assertThat(stages.current()).isEqualTo(SHADOW_READ);
        assertThat(said).contains("moving false", "forget");
        assertOpen();
    }

    @Test
    void aGateThatRefusesAfterTheDrainKeepsTheLeadUnlessItIsOverridden() {
        duringCatchUp = () -> gates.add(GateAnswer.refused("one", "bad", "mend it"));

        assertThat(mover().moveTo(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, TARGET_LED, List.of("one: bad; mend it")));

        gates.clear();
        assertThat(mover().moveTo(TARGET_LED, Optional.of(new GateOverride("ann", "a drill")))
                        .isMoved())
                .isTrue();
    }

    /** What is written in TARGET_ONLY has no pending flag, so that no drain would find it. */
    @Test
    void aStepBackIsRefusedOnceAnotherProcessHasTakenTheModuleToTargetOnly() {
        stores.set(Side.LEGACY, new ControlRecord(Phase.AWAY, 3, TARGET_LED));
        stores.set(Side.TARGET, new ControlRecord(Phase.STEADY, 3, TARGET_LED));
        stages.enter(TARGET_LED);
        duringCatchUp = () -> stores.set(Side.TARGET, new ControlRecord(Phase.STEADY, 3, TARGET_ONLY));

        assertThat(mover().moveTo(SHADOW_READ, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(TARGET_LED, SHADOW_READ, OVERTAKEN));

        assertThat(stores.target.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 3, TARGET_ONLY));
        assertOpen();
    }

    /** A wish of long ago: while its step waited, the module went where it was wished, and was wished back since. */
    @Test
    void aStepIsRefusedOnceTheLeadHasGoneAndComeBack() {
        duringCatchUp = () -> stores.set(Side.LEGACY, new ControlRecord(Phase.STEADY, 5, SHADOW_READ));

        assertThat(mover().attempt(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, TARGET_LED, OVERTAKEN));

        assertThat(stores.legacy.control().read()).isEqualTo(new ControlRecord(Phase.STEADY, 5, SHADOW_READ));
        assertOpen();
    }

    @Test
    void aWishWaitsWhileAnotherProcessMovesTheLeadAndACallGoesOnWithIt() {
        stores.set(Side.LEGACY, new ControlRecord(Phase.MOVING, 1, SHADOW_READ));
        isMovedElsewhere = true;

        assertThat(mover().attempt(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, TARGET_LED, StageMover.MOVED_ELSEWHERE));
        assertThat(said).isEmpty();

        assertThat(mover().moveTo(TARGET_LED, Optional.empty()).isMoved()).isTrue();
    }

    @Test
    void aWishGoesOnWithAMoveThatIsLeft() {
        stores.set(Side.LEGACY, new ControlRecord(Phase.MOVING, 1, SHADOW_READ));

        assertThat(mover().attempt(TARGET_LED, Optional.empty()).isMoved()).isTrue();
    }

    @Test
    void aWishHoldsNoWritesIfAnotherProcessBeganMeanwhile() {
        isMovedElsewhere = true;
        duringCatchUp = () -> stores.set(Side.LEGACY, new ControlRecord(Phase.MOVING, 1, SHADOW_READ));

        assertThat(mover().attempt(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, TARGET_LED, StageMover.MOVED_ELSEWHERE));

        assertThat(said).containsExactly("moving true", "catch up", "moving false");
        assertThat(stores.legacy.control().read().is(Phase.MOVING, 1)).isTrue();
    }

    @Test
    void writesAndSendsThatDoNotEndKeepTheLead() throws InterruptedException {
        whileInside(
                writes,
                () -> assertThat(mover().moveTo(TARGET_LED, Optional.empty()))
                        .isEqualTo(new MoveResult.Refused(
                                SHADOW_READ, TARGET_LED, List.of("writes under way did not end within PT0.001S"))));
        whileInside(
                sends,
                () -> assertThat(mover().moveTo(TARGET_LED, Optional.empty()))
                        .isEqualTo(new MoveResult.Refused(
                                SHADOW_READ,
                                TARGET_LED,
                                List.of("images in flight to the follower did not arrive within PT0.001S"))));

        assertThat(stores.legacy.control().read().is(Phase.STEADY, 1)).isTrue();
        assertOpen();
    }

    @Test
    void aDefectDuringTheMoveLeavesALeader() {
        StageMover mover = mover((side, epoch) -> {
            throw new IllegalStateException("a defect");
        });

        assertThatThrownBy(() -> mover.moveTo(TARGET_LED, Optional.empty())).hasMessage("a defect");

        assertThat(stores.legacy.control().read().is(Phase.STEADY, 3)).isTrue();
        assertThat(said).contains("moving false");
        assertOpen();
    }

    @Test
    void aStoreThatFailsForGoodSaysThatNeitherWasPossible() {
        legacyControl = failing(stores.legacy.control(), "raiseFence", "compareAndSet");
        stores.set(Side.LEGACY, new ControlRecord(Phase.MOVING, 1, SHADOW_READ));

        assertThat(mover().moveTo(TARGET_LED, Optional.empty()))
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons())
                                .singleElement()
                                .asString()
                                .startsWith(
                                        "a store failed, and the leader change could be neither finished nor aborted"));
        assertOpen();
    }

    @Test
    void aStoreThatCannotBeAskedRefuses() {
        stores.legacy.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));

        assertThat(mover().moveTo(DUAL_WRITE, Optional.empty()))
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons())
                                .singleElement()
                                .asString()
                                .startsWith("a store could not be asked: "));
    }

    @Test
    void whileNeitherStoreLeadsNothingMoves() {
        stores.set(Side.LEGACY, new ControlRecord(Phase.AWAY, 3));
        String reason = "neither store leads at this moment: a change of leader is under way";

        assertThat(mover().moveTo(DUAL_WRITE, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, DUAL_WRITE, List.of(reason)));
        assertThat(mover().preview(DUAL_WRITE))
                .isEqualTo(new StepPreview(SHADOW_READ, DUAL_WRITE, List.of(reason), List.of()));
    }

    @Test
    void aPreviewSaysWhatWouldBeSaidFromWhereTheRecordStands() {
        gates.add(GateAnswer.refused("one", "bad", "mend it"));
        stages.enter(DUAL_WRITE);

        assertThat(mover().preview(TARGET_LED)).isEqualTo(new StepPreview(SHADOW_READ, TARGET_LED, List.of(), gates));
        assertThat(mover().preview(SHADOW_READ))
                .isEqualTo(new StepPreview(SHADOW_READ, SHADOW_READ, List.of(), List.of()));
        assertThat(mover().leader()).isEqualTo(Side.LEGACY);
    }

    @Test
    void aProcessThatStandsElsewhereFollowsTheRecordFirst() {
        stages.enter(LEGACY_ONLY);

        assertThat(mover().moveTo(SHADOW_READ, Optional.empty()))
                .isEqualTo(new MoveResult.Moved(LEGACY_ONLY, SHADOW_READ, Duration.ZERO));

        assertThat(stages.current()).isEqualTo(SHADOW_READ);
        assertThat(said).containsExactly("forget", "entered");
        assertThat(events)
                .containsExactly(new DualWriteEvent.StageChanged("module", LEGACY_ONLY, SHADOW_READ, Instant.EPOCH));
    }

    @Test
    void aRecordThatWasReadBeforeAnotherStageWasEnteredIsNotFollowed() {
        StageMover mover = mover();
        var before = stages.now();
        var record = new StageRecords.Leading(Side.LEGACY, new ControlRecord(Phase.STEADY, 1, DUAL_WRITE));
        stages.enter(TARGET_LED);

        mover.follow(before, record);

        assertThat(stages.current()).isEqualTo(TARGET_LED);
        assertThat(said).containsExactly("forget");
        assertThat(events).isEmpty();
    }

    @Test
    void aRecordThatChangesWithEachTryIsLeftToTheOthers() {
        legacyControl = refusing(stores.legacy.control());

        assertThat(mover().moveTo(DUAL_WRITE, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(
                        SHADOW_READ,
                        DUAL_WRITE,
                        List.of("other processes change the stage, or move the lead, at the same time")));
    }

    @Test
    void stepsOfOtherThreadsWaitForNothingThatIsOver() {
        StageMover mover = mover();
        assertThat(mover.moveTo(DUAL_WRITE, Optional.empty()).isMoved()).isTrue();

        assertThat(CompletableFuture.supplyAsync(() -> mover.moveTo(SHADOW_READ, Optional.empty()))
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .isMoved())
                .isTrue();
        mover.close();
        assertThat(CompletableFuture.supplyAsync(() -> mover.moveTo(DUAL_WRITE, Optional.empty()))
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .isMoved())
                .isFalse();
    }

    @Test
    void aProcessThatIsBeingClosedMovesNothing() {
        StageMover mover = mover();

        mover.close();

        assertThat(mover.moveTo(DUAL_WRITE, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(SHADOW_READ, DUAL_WRITE, List.of("this process is being closed")));
        assertThat(stores.legacy.control().read().stage()).contains(SHADOW_READ);
    }

    @Test
    void aDrainThatIsUnderWayWhenTheProcessIsClosedEndsWithoutADecision() {
        StageMover[] mover = new StageMover[1];
        duringCatchUp = () -> mover[0].close();
        mover[0] = mover();

        assertThat(mover[0].moveTo(TARGET_LED, Optional.empty()))
                .isEqualTo(new MoveResult.Refused(
                        SHADOW_READ, TARGET_LED, List.of("the process that moved the lead is being closed")));
        assertThat(stores.legacy.control().read().leads()).isTrue();
    }

    /** From another thread, as callers come: whoever holds a pause may enter it himself. */
    private void assertOpen() {
        for (PauseLock lock : List.of(writes, sends)) {
            assertThat(CompletableFuture.supplyAsync(() -> {
                                boolean entered = lock.tryEnter(Duration.ZERO);
                                if (entered) {
                                    lock.leave();
                                }
                                return entered;
                            })
                            .join())
                    .isTrue();
        }
    }

    private static void whileInside(PauseLock lock, Runnable then) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            assertThat(lock.tryEnter(Duration.ZERO)).isTrue();
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lock.leave();
        });
        other.start();
        inside.await();
        try {
            then.run();
        } finally {
            leave.countDown();
            other.join();
        }
    }

    private StageMover mover() {
        return mover((side, epoch) -> lastObjection);
    }

    private StageMover mover(DecisionCheck last) {
        ModuleStores module = module();
        ModuleContext context = new ModuleContext(
                module,
                stages,
                writes,
                sends,
                new ModuleClock(() -> Instant.EPOCH, this::ticks),
                it -> {
                    if (it instanceof DualWriteEvent.StageChanged || it instanceof DualWriteEvent.StageRefused) {
                        events.add(it);
                    }
                },
                new Supervisor("module", InstantSource.system(), TaskListener.NONE));
        StepChecks checks = new StepChecks(
                module,
                new Pulse(module, () -> "id", Duration.ofSeconds(1), () -> 0),
                new Membership(module, "me", "1.0", Duration.ofSeconds(10), () -> 0, () -> Vitals.UNKNOWN),
                new TypeRegistry(module),
                step -> List.copyOf(gates),
                leader -> NO_EVIDENCE,
                stores.log);
        LeaderChange change = new LeaderChange(
                module, ProtocolSettings.at(() -> Instant.EPOCH), it -> {}, System::nanoTime, weakGrace, this::wait);
        StageMover.Hooks hooks =
                new StageMover.Hooks(checks, last, new Announced(), this::catchUp, leader -> said.add("forget"));
        return new StageMover(context, new StageRecords(module), change, hooks, LIMITS);
    }

    private long ticks() {
        return nanos.getAndAdd(7);
    }

    private void wait(Duration length) {
        assertThat(length).isEqualTo(weakGrace);
        assertOpen();
        said.add("wait while " + legacyControl.distrustingFence().size() + " distrusts the fence");
    }

    private void catchUp() {
        said.add("catch up");
        duringCatchUp.run();
    }

    private ModuleStores module() {
        ModuleStores real = stores.module();
        return new ModuleStores(
                real.module(),
                real.pairs(),
                legacyControl,
                real.targetControl(),
                DeadLetters.none(),
                DeadLetters.none(),
                real.legacyEntries(),
                real.targetEntries());
    }

    private static ControlStore failing(ControlStore control, String... methods) {
        return hooked(control, name -> {
            if (List.of(methods).contains(name)) {
                throw new StoreException(Fault.Kind.UNAVAILABLE, name + " fails", null);
            }
            return false;
        });
    }

    private static ControlStore refusing(ControlStore control) {
        return hooked(control, name -> name.equals("compareAndSet"));
    }

    /** A control record whose calls are answered with false where the test says so. */
    private static ControlStore hooked(ControlStore control, Predicate<String> answersFalse) {
        return (ControlStore) Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(), new Class<?>[] {ControlStore.class}, (proxy, called, args) -> {
                    if (answersFalse.test(called.getName())) {
                        return false;
                    }
                    try {
                        return called.invoke(control, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Announced implements StageMover.Announcements {

        @Override
        public void isMoving(boolean moves) {
            said.add("moving " + moves);
        }

        @Override
        public void hasEntered() {
            said.add("entered");
        }

        @Override
        public boolean isMovedElsewhere(Side leader) {
            return isMovedElsewhere;
        }

        @Override
        public void hasEnded(MoveResult result, Optional<GateOverride> override, List<GateAnswer> evidence) {
            said.add("ended " + result.getClass().getSimpleName()
                    + override.map(it -> " by " + it.by()).orElse("") + " "
                    + evidence.stream().map(GateAnswer::describe).toList());
        }
    }
}
