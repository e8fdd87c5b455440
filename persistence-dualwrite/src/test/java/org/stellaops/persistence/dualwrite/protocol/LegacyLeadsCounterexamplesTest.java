// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;

/** A1 to A12 of the specification: what broke earlier protocols while the legacy store leads. */
class LegacyLeadsCounterexamplesTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void a1_anEqualVersionOfAnotherWriteIsNotTakenForTheSame() {
        Paused<LeaderWriteResult> slow = slowInsert();
        stores.putAndSend(note("T1"));
        assertThat(stores.delete().outcome().isApplied()).isTrue();

        assertThat(stores.send(slow.resume())).isNotNull();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a2_aLateClearOfAVersionThatCameBackLeavesThePendingFlag() {
        Paused<LeaderWriteResult> slow = slowInsert();
        LeaderWriteResult first = stores.put(note("T1"));
        Paused<SendResult> late =
                Paused.before("clearPending", LegacyStore.class, stores.legacy, it -> stores.send(it, first));
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        LeaderWriteResult landed = slow.resume();
        assertThat(image(landed).stamp().version())
                .isEqualTo(image(first).stamp().version());

        assertThat(late.resume()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.legacy.read(KEY).orElseThrow().isPending()).isTrue();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a3_aSlowDeleterDoesNotOverwriteANewerTombstone() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> slow =
                Paused.before("insertTombstone", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        VersionStamp tombstone = stores.legacy.readTombstone(KEY).orElseThrow().stamp();

        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);

        assertThat(stores.legacy.readTombstone(KEY).orElseThrow().stamp()).isEqualTo(tombstone);
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a4_anInsertThatLandedBelowATombstoneIsRaisedAboveItBeforeItIsReplicated() {
        Paused<LeaderWriteResult> slow = slowInsert();
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        LeaderWriteResult deleted = stores.delete();

        assertThat(stores.send(slow.resume())).isInstanceOf(SendResult.Replicated.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isNotNull();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inLegacy()).contains(note("T9"));
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a5_theTombstoneIsReadAfterTheRecord() {
        Paused<LeaderWriteResult> slow = Paused.before(
                "readTombstone",
                LegacyStore.class,
                Failing.withoutHints(stores.legacy),
                it -> stores.put(it, KEY, note("T9")));
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        LeaderWriteResult deleted = stores.delete();

        LeaderWriteResult landed = slow.resume();

        assertThat(image(landed).stamp().version())
                .isGreaterThan(image(deleted).stamp().version());
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a6_aDeleterWhoseIntentWasFinishedDoesNotDeleteALaterRecord() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        assertThat(stores.reconcile().replicated()).isEqualTo(1);
        assertThat(stores.put(note("T9")).outcome().isApplied()).isTrue();

        // Whoever finished it noted so.
        assertThat(slow.resume().outcome().isApplied()).isTrue();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    /** The victim is gone and the intent claimed, as after a finish; but nobody noted a delete, because there was none. */
    @Test
    void a6_aDeleterWhoseVictimWasReplacedBeforeItsIntentWasClaimedDoesNotSayThatItWasDeleted() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        assertThat(stores.put(note("T2")).outcome().isApplied()).isTrue();
        VersionStamp intent = stores.legacy.readTombstone(KEY).orElseThrow().stamp();
        assertThat(stores.legacy.claim(KEY, intent, "another")).isTrue();

        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void a6_aDeleterWhoseIntentWasFinishedDoesNotSayThatNothingHappened() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        assertThat(stores.reconcile().replicated()).isEqualTo(1);

        // Whoever finished it noted so.
        assertThat(slow.resume().outcome().isApplied()).isTrue();
    }

    @Test
    void aDeleterThatWasOvertakenByAPutTriesAgain() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));

        assertThat(slow.resume().outcome().isApplied()).isTrue();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a7_anIntentWhoseVictimWasReplacedIsNotReplicated() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));
        deleter.die();

        assertThat(stores.reconcile().superseded()).isEqualTo(1);

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T2"));
    }

    @Test
    void a8_theVersionOfARecordNamedByALiveIntentIsNotBumped() {
        LeaderWriteResult written = stores.put(note("T1"));
        Paused<LeaderWriteResult> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(stores.send(written)).isEqualTo(new SendResult.LeftToIntent());

        assertThat(deleter.resume().outcome().isApplied()).isTrue();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a9_withoutAnEpochAdvanceAnInsertLandsBelowATombstoneThatIsGoneFromTheLeader() {
        Paused<LeaderWriteResult> slow = slowInsert();
        LeaderWriteResult deleted = replicatedDelete();
        stores.removeTombstonesNaively();

        assertThat(stores.send(slow.resume())).isInstanceOf(SendResult.Replicated.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isEqualTo(new ApplyAnswer.Applied());

        assertThat(stores.inLegacy()).contains(note("T9"));
        assertThat(stores.legacy.pendingCount()).isZero();
        assertThat(stores.inTarget()).as("acknowledged, not pending, and lost").isEmpty();
    }

    @Test
    void a9_behindAnEpochAdvanceTheSlowInsertBeginsAnewAndTheLateTombstoneIsRefused() {
        Paused<LeaderWriteResult> slow = slowInsert();
        LeaderWriteResult deleted = replicatedDelete();
        assertThat(stores.removeTombstones(Side.LEGACY).fromLegacy()).isEqualTo(1);

        LeaderWriteResult landed = slow.resume();
        assertThat(landed.outcome().isApplied()).isTrue();
        assertThat(stores.send(landed)).isInstanceOf(SendResult.Replicated.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isEqualTo(new ApplyAnswer.OutOfDate());

        assertThat(image(landed).stamp().version())
                .isGreaterThan(image(deleted).stamp().version());
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a10_withoutAnEpochAdvanceALateBackfillBringsADeletedRecordBack() {
        Paused<BackfillRun> backfill = backfillThatReadVersionZero();
        assertThat(stores.send(stores.delete())).isInstanceOf(SendResult.Replicated.class);
        stores.removeTombstonesNaively();

        assertThat(backfill.resume().finished()).isPresent();

        assertThat(stores.inLegacy()).isEmpty();
        assertThat(stores.legacy.pendingCount()).isZero();
        assertThat(stores.inTarget()).as("resurrected").contains(note("old"));
    }

    @Test
    void a10_behindAnEpochAdvanceALateBackfillIsRefusedAndReadsAnew() {
        Paused<BackfillRun> backfill = backfillThatReadVersionZero();
        assertThat(stores.send(stores.delete())).isInstanceOf(SendResult.Replicated.class);
        assertThat(stores.removeTombstones(Side.LEGACY).fromTarget()).isEqualTo(1);

        assertThat(backfill.resume().finished()).isPresent();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a11_aPendingTombstoneIsFinishedBeforeItIsReplaced() {
        stores.putAndSend(note("T0"));
        Paused<LeaderWriteResult> second =
                Paused.before("readTombstone", LegacyStore.class, Failing.withoutHints(stores.legacy), stores::delete);
        stores.putAndSend(note("T3"));
        Paused<LeaderWriteResult> first = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(second.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.reconcile().superseded()).isZero();
        assertThat(first.resume().outcome().isApplied()).isTrue();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a12_aSenderBumpsNoVersionThatIsNoLongerPending() {
        LeaderWriteResult written = stores.put(note("T1"));
        VersionStamp stamp = image(written).stamp();
        stores.target
                .injected()
                .putState(
                        KEY,
                        new TargetState(
                                new VersionStamp(stamp.version(), "other"),
                                true,
                                Optional.empty(),
                                java.util.OptionalLong.empty(),
                                false));
        Paused<SendResult> slow =
                Paused.before("bump", LegacyStore.class, stores.legacy, it -> stores.send(it, written));
        assertThat(stores.legacy.clearPending(KEY, stamp)).isTrue();
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(slow.resume()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.legacy.pendingCount()).isZero();
    }

    /** A delete that has been replicated and is not pending, while its image still waits in another sender. */
    private LeaderWriteResult replicatedDelete() {
        stores.putAndSend(note("T1"));
        LeaderWriteResult deleted = stores.delete();
        assertThat(stores.send(deleted)).isInstanceOf(SendResult.Replicated.class);
        return deleted;
    }

    private Paused<BackfillRun> backfillThatReadVersionZero() {
        stores.legacy.putUnversioned(KEY, note("old"));
        return Paused.before(
                "copy",
                TargetStore.class,
                stores.target,
                it -> new Backfill(
                                new EntityPair(TwoStores.TYPE, stores.legacy, it),
                                EpochView.of(stores.legacyBackend.control()),
                                stores.targetBackend.checkpoints(),
                                BackfillSettings.defaults(),
                                stores.events::add,
                                stores.settings.tokens())
                        .run());
    }

    private Paused<LeaderWriteResult> slowInsert() {
        return Paused.before("insert", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("T9")));
    }
}
