// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** C1 to C8 of the specification: what broke earlier changes of leader. */
class LeaderChangeCounterexamplesTest {

    @Test
    void c1_aPausedProcessIsRefusedByTheFormerLeader() {
        TwoStores stores = new TwoStores();
        stores.putAndSend(note("before"));
        Paused<LeaderWriteResult> paused = pausedPut(stores);
        stores.ledByTarget();

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);

        stores.assertConverges(Side.TARGET);
        assertThat(stores.inLegacy()).contains(note("before"));
    }

    @Test
    void c2_withoutAFenceThePausedProcessesWriteIsReportedBeforeItIsOverwritten() {
        TwoStores stores = withStaleWrite();
        LeaderWriteResult newer = stores.targetPut(note("after"));

        assertThat(stores.reverse(newer)).isNotNull();

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.StaleWriteFound.class);
        stores.assertConverges(Side.TARGET);
        assertThat(stores.inLegacy()).contains(note("after"));
    }

    @Test
    void c2_withoutAFenceAStaleWriteThatNobodyOverwritesIsFoundAllTheSame() {
        TwoStores stores = withStaleWrite();

        stores.assertConverges(Side.TARGET);

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.StaleWriteFound.class);
        assertThat(stores.inLegacy()).contains(note("before"));
    }

    @Test
    void c2_aStaleWriteIsReportedBeforeItIsOverwrittenSoThatADeathInBetweenHidesNothing() {
        TwoStores stores = withStaleWrite();
        LeaderWriteResult newer = stores.targetPut(note("after"));

        Paused<SendResult> sender =
                Paused.before("replaceStaleWrite", LegacyStore.class, stores.legacy, it -> stores.reverse(it, newer));

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.StaleWriteFound.class);
        sender.die();
    }

    @Test
    void c2_aStaleWriteThatATombstoneRemovesIsReportedToo() {
        TwoStores stores = withStaleWrite();

        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.StaleWriteFound.class);
        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void c2_withoutAFenceAModuleDoesNotAcknowledgeWhatItWroteWhileTheLeadMoved() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofHours(1), () -> 0);
        Paused<LeaderWriteResult> paused = Paused.before(
                "replaceHinted",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings).put(KEY, note("late"), Precondition.none()));
        stores.ledByTarget();

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void c2_norIfTheAnswerWasLostAndItsTokenIsFoundThere() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofHours(1), () -> 0);
        Paused<LeaderWriteResult> paused = Paused.before(
                "replaceHinted",
                LegacyStore.class,
                losingAnswersOfReplace(stores.legacy),
                it -> new LegacyPut(it, epochs, stores.settings).put(KEY, note("late"), Precondition.none()));
        stores.ledByTarget();

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void c2_norIfTheLeadCameBackBeforeItAsks() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        AtomicBoolean landed = new AtomicBoolean();
        ControlStore control = (ControlStore) Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(), new Class<?>[] {ControlStore.class}, (proxy, called, args) -> {
                    if (called.getName().equals("read") && landed.compareAndSet(true, false)) {
                        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
                    }
                    return called.invoke(stores.legacyBackend.control(), args);
                });
        EpochView epochs = EpochView.confirming(control, Duration.ofHours(1), () -> 0);
        Paused<LeaderWriteResult> paused = Paused.before(
                "replaceHinted",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings).put(KEY, note("late"), Precondition.none()));
        stores.ledByTarget();
        landed.set(true);

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);

        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(stores.inLegacy()).contains(note("before"));
    }

    private static LegacyStore losingAnswersOfReplace(LegacyStore store) {
        return (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(), new Class<?>[] {LegacyStore.class}, (proxy, called, args) -> {
                    Object answer = called.invoke(store, args);
                    if (called.getName().equals("replaceHinted")) {
                        throw new StoreException(Fault.Kind.NO_ANSWER, "the answer is lost", null);
                    }
                    return answer;
                });
    }

    @Test
    void whereAFenceStandsAnAcknowledgementCostsNoFurtherRead() {
        TwoStores stores = new TwoStores();
        new FenceMonitor("module", stores.legacyBackend.control(), stores.events::add).keep();
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofHours(1), () -> 0);
        assertThat(epochs.steadyEpoch()).hasValue(1);
        stores.ledByTarget();

        assertThat(epochs.confirms(1)).isTrue();
    }

    @Test
    void c3_aPausedTransactionOfAFormerEpochIsRefused() {
        TwoStores stores = new TwoStores().ledByTarget();
        Paused<LeaderWriteResult> paused =
                Paused.before("write", TargetStore.class, stores.target, it -> stores.targetPut(it, KEY, note("late")));
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void c3_aLateImageOfAFormerEpochIsRefused() {
        TwoStores stores = new TwoStores();
        LeaderWriteResult first = stores.put(note("first"));
        stores.ledByTarget();
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(stores.target.apply(TwoStores.image(first), first.epoch()))
                .isInstanceOf(org.stellaops.persistence.spi.ApplyAnswer.OutOfDate.class);
    }

    @Test
    void c4_aCoordinatorWhoseMoveWasGivenUpDoesNotMakeASecondLeader() {
        TwoStores stores = new TwoStores();
        ControlStore control = stores.legacyBackend.control();
        Paused<LeaderChangeResult> first = Paused.after(
                "raiseFence",
                ControlStore.class,
                control,
                it -> stores.change(stores.withLegacyControl(it))
                        .moveTo(Side.TARGET, Duration.ofSeconds(10), DecisionCheck.NOTHING));
        assertThat(stores.change(stores.module()).abort(Side.LEGACY)).isTrue();

        assertThat(first.resume()).isInstanceOf(LeaderChangeResult.Aborted.class);

        assertThat(control.read().phase()).isEqualTo(Phase.STEADY);
        assertThat(stores.targetBackend.control().read().leads()).isFalse();
    }

    @Test
    void c5_aFenceThatALateCoordinatorLoweredIsRestored() {
        TwoStores stores = new TwoStores().ledByTarget();
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        long due = stores.legacyBackend.control().read().epoch();
        assertThat(stores.legacyBackend.control().raiseFence(due - 1)).isEqualTo(FenceStrength.STRONG);

        new FenceMonitor("module", stores.legacyBackend.control(), stores.events::add).keep();

        assertThat(stores.legacyBackend.control().fenceEpoch()).isEqualTo(due);
        assertThat(stores.events).contains(new DualWriteEvent.FenceRestored("module", due - 1, due));
    }

    @Test
    void c5_aFenceThatStandsTooLowIsNoReasonToAcknowledgeWithoutAsking() {
        TwoStores stores = new TwoStores().ledByTarget();
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        stores.putAndSend(note("before"));
        ControlStore control = stores.legacyBackend.control();
        assertThat(control.raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        EpochView epochs = EpochView.confirming(control, Duration.ofHours(1), () -> 0);
        Paused<LeaderWriteResult> paused = Paused.before(
                "replaceHinted",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings).put(KEY, note("late"), Precondition.none()));
        stores.ledByTarget();
        assertThat(control.raiseFence(1)).isEqualTo(FenceStrength.STRONG);

        assertThat(paused.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void c6_anIntentWrittenBeforeTheFenceIsFinishedByTheDrain() {
        TwoStores stores = new TwoStores();
        stores.putAndSend(note("before"));
        Paused<LeaderWriteResult> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        stores.ledByTarget();
        assertThat(stores.inTarget()).isEmpty();

        // The drain deleted the victim, and the new leader has it.
        assertThat(deleter.resume().outcome().isApplied()).isTrue();

        stores.assertConverges(Side.TARGET);
    }

    @Test
    void c7_anInsertOfADrainThatAnotherFinishedIsRefused() {
        TwoStores stores = new TwoStores().ledByTarget();
        LeaderWriteResult written = stores.targetPut(note("carried"));
        Paused<SendResult> drain = Paused.before(
                "insertProvisional", LegacyStore.class, stores.legacy, it -> drainOne(stores, it, written));
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.delete().outcome().isApplied()).isTrue();

        assertThat(drain.resume()).isInstanceOf(SendResult.OutOfDate.class);

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void c8_aDrainThatLooksLateDoesNotRemoveTheVictimOfTheNextLeadersDelete() {
        TwoStores stores = new TwoStores().ledByTarget();
        LeaderWriteResult written = stores.targetPut(note("carried"));
        Paused<SendResult> drain =
                Paused.before("readTombstone", LegacyStore.class, stores.legacy, it -> drainOne(stores, it, written));
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        Paused<LeaderWriteResult> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(drain.resume()).isInstanceOf(SendResult.OutOfDate.class);

        assertThat(stores.inLegacy()).contains(note("carried"));
        assertThat(deleter.resume().outcome().isApplied()).isTrue();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void c8_norDoesALateCleanup() {
        TwoStores stores = new TwoStores().ledByTarget();
        LeaderWriteResult written = stores.targetPut(note("carried"));
        Paused.after("insertProvisional", LegacyStore.class, stores.legacy, it -> drainOne(stores, it, written))
                .die();
        Paused<Integer> cleanup = Paused.before("readTombstone", LegacyStore.class, stores.legacy, stores::cleanUp);
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        Paused<LeaderWriteResult> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(cleanup.resume()).isEqualTo(1);

        assertThat(stores.inLegacy()).contains(note("carried"));
        assertThat(deleter.resume().outcome().isApplied()).isTrue();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aStoreThatWasNeverInitialisedTakesUpAllTheSame() {
        MemoryLegacyBackend legacy = new MemoryLegacyBackend();
        MemoryTargetBackend target = new MemoryTargetBackend();
        assertThat(legacy.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .leads())
                .isTrue();
        EntityPair pair = new EntityPair(TwoStores.TYPE, legacy.store(TwoStores.TYPE), target.store(TwoStores.TYPE));
        ModuleStores stores = new ModuleStores("module", List.of(pair), legacy.control(), target.control());

        assertThat(new TwoStores().change(stores).moveTo(Side.TARGET, Duration.ofSeconds(10), DecisionCheck.NOTHING))
                .isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(target.control().read().leads()).isTrue();
    }

    @Test
    void whoeverFindsTheDecisionMadeTakesUp() {
        TwoStores stores = new TwoStores();
        ControlStore target = stores.targetBackend.control();
        // It was told of the move by a coordinator that died before.
        assertThat(target.compareAndSet(target.read(), new ControlRecord(Phase.AWAY, 2)))
                .isTrue();
        Paused.before(
                        "compareAndSet",
                        ControlStore.class,
                        target,
                        it -> stores.change(stores.withTargetControl(it))
                                .moveTo(Side.TARGET, Duration.ofSeconds(10), DecisionCheck.NOTHING))
                .die();
        assertThat(target.read().leads()).isFalse();
        assertThat(stores.legacyBackend.control().read().phase()).isEqualTo(Phase.AWAY);

        new LeaderChangeRecovery(
                        stores.module(), stores.change(stores.module()), Duration.ofMinutes(1), System::nanoTime)
                .assumeLeadership();

        long decided = stores.legacyBackend.control().read().epoch();
        assertThat(target.read()).isEqualTo(new ControlRecord(Phase.STEADY, decided));
    }

    /** As the drain of a move away from the target sends: in the epoch after that of the write. */
    private static SendResult drainOne(TwoStores stores, LegacyStore legacy, LeaderWriteResult written) {
        return new ReverseSender(
                        new EntityPair(TwoStores.TYPE, legacy, stores.target), stores.settings, stores.events::add)
                .send(TwoStores.image(written), written.epoch() + 1);
    }

    /** What a process that was paused wrote into its former leader, where no fence stood. */
    private static TwoStores withStaleWrite() {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        stores.putAndSend(note("before"));
        Paused<LeaderWriteResult> paused = pausedPut(stores);
        stores.ledByTarget();
        assertThat(paused.resume().outcome().isApplied()).isTrue();
        return stores;
    }

    private static Paused<LeaderWriteResult> pausedPut(TwoStores stores) {
        return Paused.before(
                "replaceHinted", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("late")));
    }
}
