// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.unique;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion.Finish;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyState;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;

/** Which version a write gets, and whose delete it completes, in a leading legacy store. */
class WriteBoundsTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void eachPutHasTheNextVersion() {
        VersionStamp first = image(stores.put(note("T1"))).stamp();
        VersionStamp second = image(stores.put(note("T2"))).stamp();

        assertThat(second.version()).isEqualTo(first.version() + 1);
        assertThat(image(stores.delete()).stamp().version()).isEqualTo(second.version() + 1);
    }

    /** A slow insert, which did not see the tombstone. */
    @Test
    void aDeleteOfARecordBelowItsTombstoneIsAboveBoth() {
        givenRecord(at(5, "T1"));
        stores.legacy
                .injected()
                .put(new LegacyTombstone(
                        KEY, at(9, "deleted"), Optional.empty(), OptionalLong.empty(), Optional.empty()));

        assertThat(image(stores.delete()).stamp().version())
                .isEqualTo(at(10, "").version());

        givenRecord(at(5, "T2"));
        assertThat(image(stores.delete(Failing.withoutHints(stores.legacy)))
                        .stamp()
                        .version())
                .isEqualTo(at(11, "").version());
    }

    @Test
    void aStateAllocatesAboveRecordTombstoneAndEpoch() {
        givenRecord(at(5, "T1"));
        LegacyState record = LegacyState.read(stores.legacy, KEY);
        assertThat(record.allocate(1)).isEqualTo(at(6, "").version());
        assertThat(record.allocate(9)).isEqualTo((9L << 40) + 1);
        assertThat(record.isVictim()).isFalse();

        stores.legacy
                .injected()
                .put(new LegacyTombstone(
                        KEY, at(7, "deleted"), Optional.of(at(5, "T1")), OptionalLong.of(1), Optional.empty()));
        LegacyState both = LegacyState.read(stores.legacy, KEY);
        assertThat(both.allocate(1)).isEqualTo(at(8, "").version());
        assertThat(both.isVictim()).isTrue();
        givenRecord(at(5, "T2"));
        assertThat(LegacyState.read(stores.legacy, KEY).isVictim()).isFalse();
        assertThat(stores.legacy.injected().remove(KEY)).isTrue();
        assertThat(LegacyState.read(stores.legacy, KEY).isVictim()).isFalse();
    }

    @Test
    void whoeverCompletesAnIntentIsToldWhetherItDeletedTheVictim() {
        LegacyTombstone intent = givenIntent(at(5, "T1"));
        givenRecord(at(5, "T1"));
        DeleteIntentCompletion completion = new DeleteIntentCompletion(stores.legacy);

        assertThat(completion.finish(intent, "me")).isEqualTo(Finish.DELETED);
        assertThat(tombstone().claimedBy()).contains("me");
        assertThat(tombstone().executed()).isTrue();
        assertThat(stores.inLegacy()).isEmpty();

        LegacyTombstone another = givenIntent(at(5, "T1"));
        assertThat(completion.finish(another, "me")).isEqualTo(Finish.GONE);
        assertThat(tombstone().executed()).isFalse();
    }

    @Test
    void aDeleteIsDoneEvenIfThatCannotBeNoted() {
        LegacyTombstone intent = givenIntent(at(5, "T1"));
        givenRecord(at(5, "T1"));
        LegacyStore failing =
                Failing.at(1, "markExecuted", LegacyStore.class, stores.legacy, WriteBoundsTest::noAnswer);

        assertThat(new DeleteIntentCompletion(failing).finish(intent, "me")).isEqualTo(Finish.DELETED);

        assertThat(stores.inLegacy()).isEmpty();
    }

    /** It is told that there is no record: the one that it read was another delete's victim. */
    @Test
    void aDeleteThatCompletesAnothersIntentFindsNoRecord() {
        givenRecord(at(5, "T1"));
        LegacyTombstone intent = givenIntent(at(5, "T1"));

        LeaderWriteResult deleted = stores.delete();

        assertThat(deleted.outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotApplied.class,
                        it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.ABSENT));
        assertThat(tombstone().stamp()).isEqualTo(intent.stamp());
        assertThat(tombstone().executed()).isTrue();
    }

    @Test
    void aDeleteWhoseRecordIsNotAnothersVictimReplacesTheOtherIntent() {
        givenRecord(at(5, "T2"));
        LegacyTombstone intent = givenIntent(at(4, "T1"));

        LeaderWriteResult deleted = stores.delete();

        assertThat(deleted.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(image(deleted).stamp().version())
                .isGreaterThan(intent.stamp().version());
        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void anUnversionedRecordIsStampedAndDeleted() {
        stores.legacy.putUnversioned(KEY, note("bypassing"));

        LeaderWriteResult deleted = stores.delete();

        assertThat(deleted.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(tombstone().victim().orElseThrow().version())
                .isEqualTo(image(deleted).stamp().version() - 1);
        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aDeleteWhoseUnversionedRecordCannotBeStampedTriesAgain() {
        stores.legacy.putUnversioned(KEY, note("bypassing"));

        assertThat(stores.delete(Failing.at(1, "stamp", LegacyStore.class, stores.legacy, StepResult.NoMatch::new))
                        .outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
        stores.legacy.putUnversioned(KEY, note("bypassing"));
        assertThat(stores.delete(Failing.always("stamp", LegacyStore.class, stores.legacy, StepResult.NoMatch::new))
                        .outcome())
                .isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(stores.inLegacy()).contains(note("bypassing"));
    }

    @Test
    void noIntentNamesAVictimThatWasNotStamped() {
        stores.legacy.putUnversioned(KEY, note("bypassing"));

        assertThat(stores.delete(Failing.always("stamp", LegacyStore.class, stores.legacy, StepResult.NoMatch::new))
                        .outcome())
                .isInstanceOf(WriteOutcome.Conflict.class);

        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
    }

    /** What it knew of the epoch was over. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeleteThatAFenceRefusesReadsTheEpochAnew(boolean versioned) {
        if (versioned) {
            givenRecord(at(5, "T1"));
        } else {
            stores.legacy.putUnversioned(KEY, note("bypassing"));
        }
        ControlStore control = stores.legacyBackend.control();
        EpochView kept = EpochView.cached(control, Duration.ofDays(1), () -> 0);
        assertThat(kept.steadyEpoch()).hasValue(1);
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.STEADY, 2)))
                .isTrue();
        assertThat(control.raiseFence(2)).isNotNull();

        assertThat(new LegacyDelete(stores.legacy, kept, stores.settings)
                        .delete(KEY, Precondition.none())
                        .outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aDeleteThatCannotClaimItsOwnIntentIsUnknown() {
        givenRecord(at(5, "T1"));
        LegacyStore overtaken = Failing.at(1, "delete", LegacyStore.class, stores.legacy, () -> {
            givenRecord(at(7, "T2"));
            return false;
        });

        assertThat(stores.delete(Failing.at(1, "claim", LegacyStore.class, overtaken, WriteBoundsTest::noAnswer))
                        .outcome())
                .isInstanceOf(WriteOutcome.Unknown.class);
    }

    /** Whoever claimed an intent notes the delete a statement later. */
    @Test
    void theNoteOfAClaimedIntentIsLookedForThreeTimes() {
        givenRecord(at(5, "T1"));
        AtomicInteger looks = new AtomicInteger();
        LegacyStore counting = Failing.instead("readTombstone", 1, LegacyStore.class, stores.legacy, args -> {
            looks.incrementAndGet();
            return stores.legacy.readTombstone(KEY);
        });
        LegacyStore claimed = Failing.at(1, "delete", LegacyStore.class, counting, () -> {
            assertThat(stores.legacy.claim(KEY, tombstone().stamp(), "another")).isTrue();
            return false;
        });

        assertThat(stores.delete(claimed).outcome()).isInstanceOf(WriteOutcome.Unknown.class);

        assertThat(looks).hasValue(3);
    }

    @Test
    void theNoteOfAnotherDeleteIsNotTakenForItsOwn() {
        givenRecord(at(5, "T1"));
        LegacyStore replaced = Failing.at(1, "delete", LegacyStore.class, stores.legacy, () -> {
            stores.legacy
                    .injected()
                    .put(new LegacyTombstone(
                            KEY,
                            at(9, "another"),
                            Optional.of(at(7, "T2")),
                            OptionalLong.of(1),
                            Optional.of("another"),
                            true));
            return false;
        });

        assertThat(stores.delete(replaced).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aUniqueValueWhoseHolderIsGoneOrAboutToBeDeletedIsFree() {
        for (Optional<RecordKey> holder : List.of(Optional.<RecordKey>empty(), Optional.of(RecordKey.global("gone")))) {
            LegacyStore duplicate = Failing.at(
                    1,
                    "insert",
                    LegacyStore.class,
                    Failing.withoutHints(stores.legacy),
                    () -> new StepResult.Duplicate("things_x", holder));

            assertThat(stores.put(duplicate, KEY, unique("1")).outcome()).isInstanceOf(WriteOutcome.Applied.class);
            assertThat(stores.legacy.injected().remove(KEY)).isTrue();
        }
        RecordKey holder = RecordKey.global("holder");
        VersionStamp held =
                image(stores.put(stores.legacy, holder, unique("1"))).stamp();
        stores.legacy
                .injected()
                .put(new LegacyTombstone(
                        holder, held.at(held.version() + 1), Optional.of(held), OptionalLong.of(1), Optional.empty()));
        assertThat(stores.put(stores.legacy, KEY, unique("1")).outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(stores.legacy.read(holder)).isEmpty();
    }

    @Test
    void aUniqueValueThatIsHeldIsRefusedWithItsName() {
        assertThat(stores.put(stores.legacy, RecordKey.global("holder"), unique("1"))
                        .outcome()
                        .isApplied())
                .isTrue();

        assertThat(stores.put(stores.legacy, KEY, unique("1")).outcome())
                .isEqualTo(new WriteOutcome.Rejected(
                        WriteOutcome.Rejected.Kind.UNIQUE,
                        "things_x",
                        "putting " + TwoStores.TYPE + " " + KEY + " into the legacy store was rejected: another record"
                                + " holds the value of things_x"));
        LegacyStore nameless = Failing.always(
                "insert",
                LegacyStore.class,
                stores.legacy,
                () -> new StepResult.Duplicate("things_x", Optional.empty()));
        assertThat(stores.put(nameless, KEY, unique("2")).outcome()).isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void anInsertWhoseAnswerWasLostIsAppliedIfItsTokenIsThere() {
        LegacyStore landed = Failing.after(1, "insert", LegacyStore.class, stores.legacy, WriteBoundsTest::noAnswer);

        LeaderWriteResult written = stores.put(landed, KEY, note("landed"));

        assertThat(written.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(written.origin()).isEqualTo(Origin.INSERT);
        assertThat(image(written).stamp())
                .isEqualTo(stores.legacy.read(KEY).orElseThrow().stamp());
    }

    @Test
    void anInsertWhoseAnswerWasLostIsUnknownIfItsTokenIsNotThere() {
        LegacyStore lost = Failing.at(1, "insert", LegacyStore.class, stores.legacy, WriteBoundsTest::noAnswer);
        assertThat(stores.put(lost, KEY, note("lost")).outcome()).isInstanceOf(WriteOutcome.Unknown.class);

        LegacyStore overtaken = Failing.at(1, "insert", LegacyStore.class, stores.legacy, () -> {
            givenRecord(at(5, "another"));
            return noAnswer();
        });
        assertThat(stores.put(overtaken, KEY, note("lost")).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void anInsertThatCertainlyDidNotHappenIsNotApplied() {
        LegacyStore down = Failing.at(1, "insert", LegacyStore.class, stores.legacy, () -> {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "injected", null);
        });

        assertThat(stores.put(down, KEY, note("x")).outcome()).isInstanceOf(WriteOutcome.NotApplied.class);
    }

    private void givenRecord(VersionStamp stamp) {
        stores.legacy
                .injected()
                .put(new LegacyRecord(KEY, stamp, note("x"), Optional.empty(), OptionalLong.empty(), Optional.empty()));
    }

    private LegacyTombstone givenIntent(VersionStamp victim) {
        LegacyTombstone intent =
                new LegacyTombstone(KEY, at(6, "intent"), Optional.of(victim), OptionalLong.of(1), Optional.empty());
        stores.legacy.injected().put(intent);
        return intent;
    }

    private LegacyTombstone tombstone() {
        return stores.legacy.readTombstone(KEY).orElseThrow();
    }

    private static Object noAnswer() {
        throw new StoreException(Fault.Kind.NO_ANSWER, "injected", null);
    }
}
