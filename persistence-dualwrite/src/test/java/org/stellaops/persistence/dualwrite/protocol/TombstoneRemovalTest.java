// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.Removals.ALL;
import static org.stellaops.persistence.dualwrite.protocol.Removals.delete;
import static org.stellaops.persistence.dualwrite.protocol.Removals.ledBy;
import static org.stellaops.persistence.dualwrite.protocol.Removals.put;
import static org.stellaops.persistence.dualwrite.protocol.Removals.rejection;
import static org.stellaops.persistence.dualwrite.protocol.Removals.removal;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.internal.write.TargetPut;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Section 3.5 of the specification: tombstones go behind an epoch advance, in both stores, whoever leads. */
class TombstoneRemovalTest {

    // The epoch.

    @ParameterizedTest
    @EnumSource(Side.class)
    void theEpochIsRaisedInBothStoresAndTheLeadStays(Side leader) {
        TwoStores stores = ledBy(leader);
        long before = stores.module().control(leader).read().epoch();
        delete(stores, leader);

        TombstoneRemovalResult.Removed removed = stores.removeTombstones(leader);

        assertThat(removed).isEqualTo(new TombstoneRemovalResult.Removed(before + 1, 1, 1, false));
        assertThat(stores.module().control(leader).read()).isEqualTo(new ControlRecord(Phase.STEADY, before + 1));
        assertThat(stores.module().control(leader.other()).read()).isEqualTo(new ControlRecord(Phase.AWAY, before + 1));
        assertThat(stores.legacyBackend.control().fenceEpoch()).isEqualTo(before + 1);
        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
        assertThat(stores.target.state(KEY)).isEmpty();
        assertThat(stores.events)
                .hasAtLeastOneElementOfType(DualWriteEvent.EpochAdvanced.class)
                .contains(new DualWriteEvent.TombstonesRemoved("module", before + 1, 1, 1, false));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whereNothingIsToBeRemovedTheEpochStays(Side leader) {
        TwoStores stores = ledBy(leader);
        ControlRecord before = stores.module().control(leader).read();

        assertThat(stores.removeTombstones(leader, stores.module(), ALL))
                .isEqualTo(new TombstoneRemovalResult.NothingToRemove());

        assertThat(stores.module().control(leader).read()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theLeadMovesThereAndBackAfterAnEpochAdvance(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        stores.removeTombstones(leader);

        assertThat(stores.move(leader.other())).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.move(leader)).isInstanceOf(LeaderChangeResult.Moved.class);

        put(stores, leader, "again");
        stores.assertConverges(leader);
        assertThat(stores.inLegacy()).contains(note("again"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aDecisionThatNobodyTookUpIsStillReportedAfterAnEpochAdvance(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        stores.removeTombstones(leader);
        ControlStore old = stores.module().control(leader);
        ControlRecord steady = old.read();
        ControlStore next = stores.module().control(leader.other());
        assertThat(next.compareAndSet(next.read(), new ControlRecord(Phase.AWAY, steady.epoch() + 1)))
                .isTrue();
        assertThat(old.compareAndSet(steady, new ControlRecord(Phase.AWAY, steady.epoch() + 2)))
                .isTrue();

        new LeaderChangeRecovery(stores.module(), stores.change(stores.module()), Duration.ofDays(1), System::nanoTime)
                .assumeLeadership();

        assertThat(stores.module().control(leader.other()).read())
                .isEqualTo(new ControlRecord(Phase.STEADY, steady.epoch() + 2));
    }

    @Test
    void anAdvancerThatWakesAfterTheLeadMovedRaisesNoLeader() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        Paused<TombstoneRemovalResult> slow = Paused.before(
                "initialise",
                ControlStore.class,
                stores.targetBackend.control(),
                it -> stores.removeTombstones(Side.LEGACY, stores.withTargetControl(it), ALL));
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);
        ControlRecord leading = stores.targetBackend.control().read();

        assertThat(slow.resume()).isInstanceOf(TombstoneRemovalResult.Removed.class);

        assertThat(stores.targetBackend.control().read()).isEqualTo(leading);
        assertThat(leading.leads()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aWriterOfTheFormerEpochIsNotFailedByAnEpochAdvance(Side leader) {
        TwoStores stores = ledBy(leader);
        EpochView kept = EpochView.cached(stores.module().control(leader), Duration.ofDays(1), () -> 0);
        assertThat(kept.steadyEpoch()).isPresent();
        delete(stores, leader);
        stores.removeTombstones(leader);
        ProtocolSettings once =
                new ProtocolSettings(2, 3, Duration.ZERO, stores.settings.tokens(), stores.settings.clock());

        LeaderWriteResult written = leader == Side.LEGACY
                ? new LegacyPut(stores.legacy, kept, once).put(KEY, note("late"), Precondition.none())
                : new TargetPut(stores.target, kept, once, TargetWrite.PendingFlag.PENDING)
                        .put(KEY, note("late"), Precondition.none());

        assertThat(written.outcome().isApplied()).isTrue();
        stores.assertConverges(leader);
    }

    @Test
    void aWriteThatAnEpochAdvanceOvertookIsAcknowledgedAlthoughNoFenceStoodBefore() {
        TwoStores stores = new TwoStores();
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofDays(1), () -> 0);
        Paused<LeaderWriteResult> slow = Paused.after(
                "insert",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings)
                        .put(RecordKey.global("other"), note("x"), Precondition.none()));
        delete(stores, Side.LEGACY);
        stores.removeTombstones(Side.LEGACY);

        assertThat(slow.resume().outcome().isApplied()).isTrue();
    }

    @Test
    void aWriteThatManyEpochAdvancesOvertookIsAcknowledgedWhereAFenceStood() {
        TwoStores stores = new TwoStores();
        assertThat(stores.legacyBackend.control().raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofDays(1), () -> 0);
        Paused<LeaderWriteResult> slow = Paused.after(
                "insert",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings)
                        .put(RecordKey.global("other"), note("x"), Precondition.none()));
        for (int i = 0; i < 3; i++) {
            delete(stores, Side.LEGACY);
            stores.removeTombstones(Side.LEGACY);
            epochs.forget();
        }

        assertThat(slow.resume().outcome().isApplied()).isTrue();
    }

    // What does not let it happen.

    @ParameterizedTest
    @EnumSource(Side.class)
    void whereTheFenceIsWeakNothingIsRemovedAndTheEpochStays(Side leader) {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        if (leader == Side.TARGET) {
            stores.ledByTarget();
        }
        delete(stores, leader);
        ControlRecord before = stores.module().control(leader).read();

        TombstoneRemovalResult result = stores.removeTombstones(leader, stores.module(), ALL);

        assertThat(rejection(result)).contains("collMod");
        assertThat(stores.module().control(leader).read()).isEqualTo(before);
        assertThat(stores.legacy.readTombstone(KEY)).isPresent();
        assertThat(stores.target.state(KEY)).isPresent();
        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.TombstonesKept.class);
    }

    @Test
    void whileTheFollowerIsUnreachableNothingIsRemovedAndTheLeaderIsNotTouched() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        ControlRecord before = stores.legacyBackend.control().read();
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));

        assertThat(rejection(stores.removeTombstones(Side.LEGACY, stores.module(), ALL)))
                .contains("down");

        assertThat(stores.legacyBackend.control().read()).isEqualTo(before);
        assertThat(stores.legacy.readTombstone(KEY)).isPresent();
        assertThat(stores.put(note("x")).outcome().isApplied()).isTrue();
    }

    @Test
    void whileTheLeadMovesNothingIsRemoved() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        ControlStore control = stores.legacyBackend.control();
        assertThat(control.compareAndSet(
                        control.read(),
                        new ControlRecord(Phase.MOVING, control.read().epoch())))
                .isTrue();

        assertThat(rejection(stores.removeTombstones(Side.LEGACY, stores.module(), ALL)))
                .contains("leader change");
        assertThat(rejection(stores.removeTombstones(Side.TARGET, stores.module(), ALL)))
                .contains("does not lead");
    }

    @Test
    void aRemovalThatAStoreEndsIsReportedWithWhatWasRemoved() {
        TwoStores stores = ledBy(Side.LEGACY);
        for (int i = 0; i < 4; i++) {
            RecordKey key = RecordKey.global("k" + i);
            LegacyTombstone tombstone = new LegacyTombstone(
                    key,
                    new VersionStamp(Versions.base(1) + 5, "t" + i),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty());
            stores.legacy.injected().put(tombstone);
            assertThat(stores.target.apply(tombstone.image(), 1)).isEqualTo(new ApplyAnswer.Applied());
        }
        LegacyStore failing = Failing.always("removeTombstones", LegacyStore.class, stores.legacy, () -> {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "down", null);
        });

        TombstoneRemovalResult result = removal(stores, Side.LEGACY, failing);

        assertThat(result).isEqualTo(new TombstoneRemovalResult.Stopped(2, 0, 4, "a store failed: UNAVAILABLE: down"));
        assertThat(stores.events)
                .endsWith(
                        new DualWriteEvent.TombstoneRemovalProgress("module", "things", Side.TARGET, 3, 3, 4),
                        new DualWriteEvent.TombstoneRemovalProgress("module", "things", Side.TARGET, 4, 4, 4),
                        new DualWriteEvent.TombstonesRemoved("module", 2, 0, 4, true),
                        new DualWriteEvent.TombstonesKept("module", "a store failed: UNAVAILABLE: down"));
    }

    @Test
    void a13_anEpochAdvanceOfAnotherProcessIsNotTakenForItsOwn() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        Paused<TombstoneRemovalResult> slow = Paused.before(
                "compareAndSet",
                ControlStore.class,
                stores.legacyBackend.control(),
                it -> stores.removeTombstones(Side.LEGACY, stores.withLegacyControl(it), ALL));
        stores.removeTombstones(Side.LEGACY);

        assertThat(rejection(slow.resume())).contains("another process");
    }
}
