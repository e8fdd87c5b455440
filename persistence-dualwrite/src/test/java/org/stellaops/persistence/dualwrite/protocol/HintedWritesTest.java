// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** K1 to K8 of the specification: what an attempt on hints must not do. A hint here is what an earlier moment had. */
class HintedWritesTest {

    private final TwoStores stores = new TwoStores();

    private static LegacyStore hinting(LegacyStore store, Optional<LegacyRecord> earlier) {
        return Failing.at(1, "hint", LegacyStore.class, store, () -> earlier);
    }

    private Optional<LegacyRecord> record() {
        return stores.legacy.read(KEY);
    }

    private LeaderWriteResult put(LegacyStore store, Precondition precondition) {
        return new LegacyPut(store, EpochView.of(stores.legacyBackend.control()), stores.settings)
                .put(KEY, note("hinted"), precondition);
    }

    private LeaderWriteResult delete(LegacyStore store, Precondition precondition) {
        return new LegacyDelete(store, EpochView.of(stores.legacyBackend.control()), stores.settings)
                .delete(KEY, precondition);
    }

    @Test
    void k1_whatWasInsertedOnAHintIsComparedBeforeItIsSent() {
        Paused<LeaderWriteResult> slow =
                Paused.before("insert", LegacyStore.class, stores.legacy, it -> put(it, Precondition.none()));
        stores.putAndSend(note("T1"));
        LeaderWriteResult deleted = stores.delete();

        LeaderWriteResult landed = slow.resume();

        assertThat(landed.origin()).isEqualTo(Origin.INSERT);
        assertThat(stores.send(deleted)).isNotNull();
        assertThat(stores.send(landed)).isNotNull();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("hinted"));
    }

    @Test
    void k2_noIntentIsWrittenOverAPendingTombstone() {
        stores.putAndSend(note("T1"));
        Paused<LeaderWriteResult> first =
                Paused.before("delete", LegacyStore.class, stores.legacy, it -> delete(it, Precondition.none()));
        LegacyTombstone pending = stores.legacy.readTombstone(KEY).orElseThrow();

        LeaderWriteResult second = delete(stores.legacy, Precondition.none());

        assertThat(second.outcome()).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.legacy.readTombstone(KEY).orElseThrow().stamp()).isEqualTo(pending.stamp());
        assertThat(first.resume().outcome()).isInstanceOf(WriteOutcome.Applied.class);
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void k6_anUpdateOfAPendingRecordTakesOverThatNobodyComparedIt() {
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();

        assertThat(put(stores.legacy, Precondition.none()).origin()).isEqualTo(Origin.INSERT);
    }

    @Test
    void k8_anUpdateOfAnUnversionedRecordTakesOverThatNobodyComparedIt() {
        stores.legacy.putUnversioned(KEY, note("bypassing"));

        assertThat(put(stores.legacy, Precondition.none()).origin()).isEqualTo(Origin.INSERT);
    }

    @Test
    void anUpdateOfAProvisionalRecordTakesOverThatNobodyComparedIt() {
        stores.putAndSend(note("T1"));
        LegacyRecord held = record().orElseThrow();
        LegacyRecord provisional = new LegacyRecord(
                held.key(),
                held.stamp(),
                held.content(),
                held.storedHash(),
                held.pendingEpoch(),
                Optional.of(new LegacyRecord.Provisional(1, "attempt")));

        assertThat(put(hinting(stores.legacy, Optional.of(provisional)), Precondition.none())
                        .origin())
                .isEqualTo(Origin.INSERT);
    }

    @Test
    void anUpdateOfARecordBelowItsTombstoneIsToldAHigherVersionThanTheDelete() {
        Paused<LeaderWriteResult> slow =
                Paused.before("insert", LegacyStore.class, stores.legacy, it -> put(it, Precondition.none()));
        stores.putAndSend(note("T1"));
        LeaderWriteResult deleted = stores.delete();
        assertThat(slow.resume().outcome()).isInstanceOf(WriteOutcome.Applied.class);

        LeaderWriteResult later = put(stores.legacy, Precondition.none());

        assertThat(image(later).stamp().version())
                .isGreaterThan(image(deleted).stamp().version());
    }

    @Test
    void anUpdateOfAComparedRecordNeedsNoComparison() {
        stores.putAndSend(note("T1"));

        assertThat(put(stores.legacy, Precondition.none()).origin()).isEqualTo(Origin.CHANGE);
    }

    @Test
    void k11_theStatementProvesThatTheRecordIsStillNotPending() {
        stores.putAndSend(note("T1"));
        LegacyRecord compared = record().orElseThrow();
        assertThat(stores.put(note("T2")).outcome().isApplied()).isTrue();
        LegacyRecord pending = record().orElseThrow();
        LegacyRecord wrong = new LegacyRecord(
                KEY,
                pending.stamp(),
                pending.content(),
                pending.storedHash(),
                compared.pendingEpoch(),
                Optional.empty());

        LeaderWriteResult written = put(hinting(stores.legacy, Optional.of(wrong)), Precondition.none());

        assertThat(written.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(image(written).stamp().version())
                .isGreaterThan(pending.stamp().version());
    }

    @Test
    void k7_aPutAnswersNoConflictFromAHint() {
        Optional<LegacyRecord> nothing = record();
        stores.putAndSend(note("T1"));

        assertThat(put(hinting(stores.legacy, nothing), Precondition.present()).outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
        Optional<LegacyRecord> gone = record();
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        assertThat(put(hinting(stores.legacy, gone), Precondition.absent()).outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void k7_aDeleteAnswersNeitherAbsentNorConflictFromAHint() {
        Optional<LegacyRecord> nothing = record();
        stores.putAndSend(note("T1"));

        assertThat(delete(hinting(stores.legacy, nothing), Precondition.none()).outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aHintThatIsOverIsNoReasonToGiveUpOrToOverwrite() {
        stores.putAndSend(note("T1"));
        Optional<LegacyRecord> earlier = record();
        stores.putAndSend(note("T2"));

        LeaderWriteResult written = put(hinting(stores.legacy, earlier), Precondition.none());

        assertThat(written.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        LeaderWriteResult deleted = delete(hinting(stores.legacy, earlier), Precondition.none());
        assertThat(deleted.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(image(deleted).stamp().version())
                .isGreaterThan(image(written).stamp().version());
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void aHintThatCannotBeReadIsAnsweredByWhatIsReadThen() {
        stores.putAndSend(note("T1"));
        LegacyStore unreadable = Failing.at(1, "hint", LegacyStore.class, stores.legacy, () -> {
            throw new StoreException(Fault.Kind.UNREADABLE, "injected", null);
        });

        assertThat(put(unreadable, Precondition.none()).outcome()).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedOnce() {
        LegacyStore down = Failing.at(1, "hint", LegacyStore.class, stores.legacy, () -> {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "injected", null);
        });

        assertThat(put(down, Precondition.none()).outcome()).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(record()).isEmpty();
    }
}
