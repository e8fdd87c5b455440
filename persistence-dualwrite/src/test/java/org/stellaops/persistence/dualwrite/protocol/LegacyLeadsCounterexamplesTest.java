package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;

/** A1 to A12 of the specification: what broke earlier protocols while the legacy store leads. */
class LegacyLeadsCounterexamplesTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void a1_anEqualVersionOfAnotherWriteIsNotTakenForTheSame() {
        Paused<Written> slow = slowInsert();
        stores.putAndSend(note("T1"));
        assertThat(stores.delete().outcome().isApplied()).isTrue();

        assertThat(stores.send(slow.resume())).isNotNull();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a2_aLateClearOfAVersionThatCameBackLeavesTheMark() {
        Paused<Written> slow = slowInsert();
        Written first = stores.put(note("T1"));
        Paused<SendResult> late =
                Paused.before("clearMark", LegacyStore.class, stores.legacy, it -> stores.send(it, first));
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        Written landed = slow.resume();
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
        Paused<Written> slow = Paused.before("insertTombstone", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        Stamp tombstone = stores.legacy.readTombstone(KEY).orElseThrow().stamp();

        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);

        assertThat(stores.legacy.readTombstone(KEY).orElseThrow().stamp()).isEqualTo(tombstone);
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a4_anInsertThatLandedBelowATombstoneIsRaisedAboveItBeforeItTravels() {
        Paused<Written> slow = slowInsert();
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        Written deleted = stores.delete();

        assertThat(stores.send(slow.resume())).isInstanceOf(SendResult.Settled.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isNotNull();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inLegacy()).contains(note("T9"));
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a5_theTombstoneIsReadAfterTheRecord() {
        Paused<Written> slow =
                Paused.before("readTombstone", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("T9")));
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        Written deleted = stores.delete();

        Written landed = slow.resume();

        assertThat(image(landed).stamp().version())
                .isGreaterThan(image(deleted).stamp().version());
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a6_aDeleterWhoseIntentWasFinishedDoesNotDeleteALaterRecord() {
        stores.putAndSend(note("T1"));
        Paused<Written> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        assertThat(stores.reconcile().settled()).isEqualTo(1);
        assertThat(stores.put(note("T9")).outcome().isApplied()).isTrue();

        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a6_aDeleterWhoseIntentWasFinishedDoesNotSayThatNothingHappened() {
        stores.putAndSend(note("T1"));
        Paused<Written> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        assertThat(stores.reconcile().settled()).isEqualTo(1);

        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aDeleterThatWasOvertakenByAPutTriesAgain() {
        stores.putAndSend(note("T1"));
        Paused<Written> slow = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));

        assertThat(slow.resume().outcome().isApplied()).isTrue();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a7_anIntentWhoseVictimWasReplacedDoesNotTravel() {
        stores.putAndSend(note("T1"));
        Paused<Written> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T2"));
        deleter.die();

        assertThat(stores.reconcile().superseded()).isEqualTo(1);

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T2"));
    }

    @Test
    void a8_aRecordNamedByALiveIntentIsNotMintedAnew() {
        Written written = stores.put(note("T1"));
        Paused<Written> deleter = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(stores.send(written)).isEqualTo(new SendResult.LeftToIntent());

        assertThat(deleter.resume().outcome().isApplied()).isTrue();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a9_withoutARenewalAnInsertLandsBelowATombstoneThatIsGoneFromTheLeader() {
        Paused<Written> slow = slowInsert();
        Written deleted = settledDelete();
        stores.removeTombstonesNaively();

        assertThat(stores.send(slow.resume())).isInstanceOf(SendResult.Settled.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isEqualTo(new ApplyAnswer.Applied());

        assertThat(stores.inLegacy()).contains(note("T9"));
        assertThat(stores.legacy.pendingCount()).isZero();
        assertThat(stores.inTarget()).as("acknowledged, unmarked, and lost").isEmpty();
    }

    @Test
    void a9_behindARenewalTheSlowInsertBeginsAnewAndTheLateTombstoneIsRefused() {
        Paused<Written> slow = slowInsert();
        Written deleted = settledDelete();
        assertThat(stores.removeTombstones(Side.LEGACY).fromLegacy()).isEqualTo(1);

        Written landed = slow.resume();
        assertThat(landed.outcome().isApplied()).isTrue();
        assertThat(stores.send(landed)).isInstanceOf(SendResult.Settled.class);
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isEqualTo(new ApplyAnswer.OutOfDate());

        assertThat(image(landed).stamp().version())
                .isGreaterThan(image(deleted).stamp().version());
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("T9"));
    }

    @Test
    void a10_withoutARenewalALateBackfillBringsADeletedRecordBack() {
        Paused<BackfillRun> backfill = backfillThatReadVersionZero();
        assertThat(stores.send(stores.delete())).isInstanceOf(SendResult.Settled.class);
        stores.removeTombstonesNaively();

        assertThat(backfill.resume().finished()).isPresent();

        assertThat(stores.inLegacy()).isEmpty();
        assertThat(stores.legacy.pendingCount()).isZero();
        assertThat(stores.inTarget()).as("resurrected").contains(note("old"));
    }

    @Test
    void a10_behindARenewalALateBackfillIsRefusedAndReadsAnew() {
        Paused<BackfillRun> backfill = backfillThatReadVersionZero();
        assertThat(stores.send(stores.delete())).isInstanceOf(SendResult.Settled.class);
        assertThat(stores.removeTombstones(Side.LEGACY).fromTarget()).isEqualTo(1);

        assertThat(backfill.resume().finished()).isPresent();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a11_aMarkedTombstoneIsFinishedBeforeItIsReplaced() {
        stores.putAndSend(note("T0"));
        Paused<Written> second = Paused.before("readTombstone", LegacyStore.class, stores.legacy, stores::delete);
        stores.putAndSend(note("T3"));
        Paused<Written> first = Paused.before("delete", LegacyStore.class, stores.legacy, stores::delete);

        assertThat(second.resume().outcome()).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.reconcile().superseded()).isZero();
        assertThat(first.resume().outcome()).isInstanceOf(WriteOutcome.Unknown.class);

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void a12_aSenderDoesNotMintAnewWhatIsNoLongerMarked() {
        Written written = stores.put(note("T1"));
        Stamp stamp = image(written).stamp();
        stores.target
                .plants()
                .putState(
                        KEY,
                        new TargetState(
                                new Stamp(stamp.version(), "other"),
                                true,
                                Optional.empty(),
                                java.util.OptionalLong.empty(),
                                false));
        Paused<SendResult> slow =
                Paused.before("remint", LegacyStore.class, stores.legacy, it -> stores.send(it, written));
        assertThat(stores.legacy.clearMark(KEY, stamp)).isTrue();
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);

        assertThat(slow.resume()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.legacy.pendingCount()).isZero();
    }

    /** A delete that has travelled and is unmarked, while its image still waits in another sender. */
    private Written settledDelete() {
        stores.putAndSend(note("T1"));
        Written deleted = stores.delete();
        assertThat(stores.send(deleted)).isInstanceOf(SendResult.Settled.class);
        return deleted;
    }

    private Paused<BackfillRun> backfillThatReadVersionZero() {
        stores.legacy.putUnstamped(KEY, note("old"));
        return Paused.before(
                "applyAll",
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

    private Paused<Written> slowInsert() {
        return Paused.before("insert", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("T9")));
    }
}
