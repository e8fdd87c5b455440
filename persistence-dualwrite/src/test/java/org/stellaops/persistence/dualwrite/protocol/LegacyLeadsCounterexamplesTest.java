package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.spi.TargetState;

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

    private Paused<Written> slowInsert() {
        return Paused.before("insert", LegacyStore.class, stores.legacy, it -> stores.put(it, KEY, note("T9")));
    }
}
