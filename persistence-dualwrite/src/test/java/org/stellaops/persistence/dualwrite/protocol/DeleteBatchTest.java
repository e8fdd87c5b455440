// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDeleteBatch;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyStore.TombstoneReplacement;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;

/** Many deletes at once: the intents of all, then all victims, and which of them is deleted alone (3.7). */
class DeleteBatchTest {

    private static final RecordKey A = RecordKey.global("a");
    private static final RecordKey B = RecordKey.global("b");

    private final TwoStores stores = new TwoStores();
    private final List<LegacyTombstone> intents = new ArrayList<>();
    private final List<TombstoneReplacement> replaced = new ArrayList<>();
    private final List<Image.Tombstone> victims = new ArrayList<>();

    @Test
    void theIntentsOfAllAreWrittenThenAllVictimsDeleted() {
        record(A, at(5, "T1"));
        record(B, at(7, "T2"));

        Map<RecordKey, LeaderWriteResult> results = delete(recording());

        assertThat(intents).extracting(LegacyTombstone::key).containsExactly(A, B);
        assertThat(intents)
                .extracting(it -> it.stamp().version())
                .containsExactly(at(6, "").version(), at(8, "").version());
        assertThat(replaced).isEmpty();
        assertThat(victims).extracting(Image.Tombstone::stamp).containsExactly(at(5, "T1"), at(7, "T2"));
        assertApplied(results);
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void tombstonesThatAreThereAreReplacedByHigherOnes() {
        for (RecordKey key : List.of(A, B)) {
            record(key, at(5, "T1"));
            tombstone(key, at(9, "deleted"), OptionalLong.empty());
        }

        Map<RecordKey, LeaderWriteResult> results = delete(recording());

        assertThat(intents).isEmpty();
        assertThat(replaced).extracting(TombstoneReplacement::expected).containsOnly(at(9, "deleted"));
        assertThat(replaced)
                .extracting(it -> it.tombstone().stamp().version())
                .containsOnly(at(10, "").version());
        assertApplied(results);
    }

    @Test
    void whatIsAbsentUnversionedForbiddenOrAnothersVictimIsDeletedAlone() {
        record(A, at(5, "T1"));
        assertThat(delete(recording()).get(B).outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotApplied.class,
                        it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.ABSENT));
        assertThat(intents).extracting(LegacyTombstone::key).containsExactly(A);

        intents.clear();
        replaced.clear();
        stores.legacy.putUnversioned(A, note("bypassing"));
        record(B, at(7, "T2"));
        assertApplied(delete(recording()));
        assertThat(intents).extracting(LegacyTombstone::key).containsExactly(B);
        assertThat(replaced).isEmpty();

        intents.clear();
        RecordKey c = RecordKey.global("c");
        record(c, at(5, "T3"));
        tombstone(c, at(6, "intent"), OptionalLong.of(1));
        assertThat(batch(recording())
                        .delete(List.of(
                                new RecordWrite.Delete(c, Precondition.none()),
                                new RecordWrite.Delete(A, Precondition.none())))
                        .get(c)
                        .outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(intents).isEmpty();
        assertThat(replaced).isEmpty();
    }

    @Test
    void whatAPreconditionForbidsStays() {
        record(A, at(5, "T1"));
        record(B, at(7, "T2"));

        Map<RecordKey, LeaderWriteResult> results = batch(recording())
                .delete(List.of(
                        new RecordWrite.Delete(A, Precondition.absent()),
                        new RecordWrite.Delete(B, Precondition.none())));

        assertThat(results.get(A).outcome()).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(results.get(B).outcome().isApplied()).isTrue();
        assertThat(intents).extracting(LegacyTombstone::key).containsExactly(B);
        assertThat(stores.legacy.read(A)).isPresent();
    }

    @Test
    void oneRecordIsDeletedAlone() {
        record(A, at(5, "T1"));

        assertThat(batch(recording()).delete(List.of(new RecordWrite.Delete(A, Precondition.none()))))
                .hasSize(1);

        assertThat(intents).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, insertTombstones", "true, replaceTombstones"})
    void anIntentOfWhichNothingIsToldIsUnknown(boolean hasTombstone, String statement) {
        givenBoth(hasTombstone);
        LegacyStore untold = Failing.at(
                1,
                statement,
                LegacyStore.class,
                recording(),
                () -> List.of(new StepResult.Untold(), new StepResult.NoMatch()));

        Map<RecordKey, LeaderWriteResult> results = delete(untold);

        assertThat(results.get(A).outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.Unknown.class,
                        it -> assertThat(it.fault().message()).startsWith("one of 2 deletes of"));
        assertThat(results.get(B).outcome().isApplied()).as("alone").isTrue();
        assertThat(victims).isEmpty();
    }

    @Test
    void anIntentThatAFenceRefusesIsWrittenAnew() {
        givenBoth(false);
        LegacyStore fenced = Failing.at(
                1,
                "insertTombstones",
                LegacyStore.class,
                stores.legacy,
                () -> List.of(new StepResult.Fenced(), new StepResult.Fenced()));

        assertApplied(delete(fenced));
    }

    @ParameterizedTest
    @CsvSource({
        "false, insertTombstones, NO_ANSWER, Unknown",
        "false, insertTombstones, UNAVAILABLE, NotApplied",
        "false, insertTombstones, REJECTED, Applied",
        "true, replaceTombstones, NO_ANSWER, Unknown",
        "true, replaceTombstones, UNAVAILABLE, NotApplied",
        "false, readAll, UNAVAILABLE, NotApplied",
        "false, readAll, UNREADABLE, Applied",
        "false, readTombstones, NO_ANSWER, NotApplied",
        "false, deleteAll, UNAVAILABLE, Unknown",
        "false, deleteAll, NO_ANSWER, Unknown"
    })
    void aStatementThatFailsSaysAsMuchAsIsKnown(
            boolean hasTombstone, String statement, Fault.Kind kind, String outcome) {
        givenBoth(hasTombstone);
        LegacyStore failing = Failing.at(1, statement, LegacyStore.class, stores.legacy, () -> {
            throw new StoreException(kind, "injected", null);
        });

        assertThat(delete(failing).values())
                .hasSize(2)
                .allMatch(it -> it.outcome().getClass().getSimpleName().equals(outcome));
    }

    @Test
    void aStoreThatDoesNotLeadDeletesNothing() {
        givenBoth(false);
        ControlStore control = stores.legacyBackend.control();
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.MOVING, 1)))
                .isTrue();

        assertThat(delete(recording()).values())
                .hasSize(2)
                .allMatch(it -> it.outcome() instanceof WriteOutcome.NotApplied);
        assertThat(intents).isEmpty();
    }

    @Test
    void whatNoFenceGuardedIsAcknowledgedOnlyIfItsStoreStillLeads() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        assertThat(weak.put(weak.legacy, A, note("x")).outcome().isApplied()).isTrue();
        assertThat(weak.put(weak.legacy, B, note("x")).outcome().isApplied()).isTrue();
        ControlStore control = weak.legacyBackend.control();
        LegacyStore late = Failing.after(1, "deleteAll", LegacyStore.class, weak.legacy, () -> {
            assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.AWAY, 3)))
                    .isTrue();
            return 2L;
        });

        assertThat(new LegacyDeleteBatch(
                                late, EpochView.confirming(control, Duration.ofDays(1), () -> 1), weak.settings)
                        .delete(deletes())
                        .values())
                .hasSize(2)
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
    }

    // Of the victims one was gone already.

    @Test
    void anAbsentRecordBelowTheOwnUnclaimedIntentWasDeletedByIt() {
        givenBoth(false);

        assertApplied(delete(countingLess(() -> {})));
    }

    @Test
    void aVictimWhoseIntentAnotherProcessClaimedIsUnknown() {
        givenBoth(false);

        Map<RecordKey, LeaderWriteResult> results = delete(countingLess(() -> {
            LegacyTombstone intent = stores.legacy.readTombstone(A).orElseThrow();
            assertThat(stores.legacy.claim(A, intent.stamp(), "another")).isTrue();
        }));

        assertThat(results.get(A).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(results.get(B).outcome().isApplied()).isTrue();
    }

    @Test
    void aVictimWhoseIntentIsAnotherOneByNowIsUnknown() {
        givenBoth(false);

        Map<RecordKey, LeaderWriteResult> results =
                delete(countingLess(() -> tombstone(A, at(30, "another"), OptionalLong.empty())));

        assertThat(results.get(A).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aVictimWithAHigherVersionIsDeletedAloneAndALaterRecordIsNot() {
        givenBoth(false);

        Map<RecordKey, LeaderWriteResult> results = delete(countingLess(() -> {
            record(A, at(20, "T1"));
            record(B, at(20, "later"));
        }));

        assertThat(results.get(A).outcome().isApplied()).isTrue();
        assertThat(stores.legacy.read(A)).isEmpty();
        assertThat(results.get(B).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(stores.legacy.read(B)).isPresent();
    }

    /** It is not among those that were read, and there all the same. */
    @Test
    void aVictimThatCannotBeReadIsUnknown() {
        givenBoth(false);
        LegacyStore unreadable =
                Failing.instead("exists", 1, LegacyStore.class, countingLess(() -> {}), args -> args[0].equals(A));

        Map<RecordKey, LeaderWriteResult> results = delete(unreadable);

        assertThat(results.get(A).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(results.get(B).outcome().isApplied()).isTrue();
    }

    /** All victims are deleted, and one of them is said to have been gone. */
    private LegacyStore countingLess(Runnable meanwhile) {
        return Failing.after(1, "deleteAll", LegacyStore.class, stores.legacy, () -> {
            meanwhile.run();
            return 1L;
        });
    }

    private Map<RecordKey, LeaderWriteResult> delete(LegacyStore store) {
        return batch(store).delete(deletes());
    }

    private LegacyDeleteBatch batch(LegacyStore store) {
        return new LegacyDeleteBatch(store, EpochView.of(stores.legacyBackend.control()), stores.settings);
    }

    private static List<RecordWrite.Delete> deletes() {
        return List.of(new RecordWrite.Delete(A, Precondition.none()), new RecordWrite.Delete(B, Precondition.none()));
    }

    @SuppressWarnings("unchecked")
    private LegacyStore recording() {
        LegacyStore inserting = Failing.instead("insertTombstones", 1, LegacyStore.class, stores.legacy, args -> {
            intents.addAll((List<LegacyTombstone>) args[0]);
            return stores.legacy.insertTombstones((List<LegacyTombstone>) args[0]);
        });
        LegacyStore replacing = Failing.instead("replaceTombstones", 1, LegacyStore.class, inserting, args -> {
            replaced.addAll((List<TombstoneReplacement>) args[0]);
            return stores.legacy.replaceTombstones((List<TombstoneReplacement>) args[0]);
        });
        return Failing.instead("deleteAll", 1, LegacyStore.class, replacing, args -> {
            victims.addAll((List<Image.Tombstone>) args[0]);
            return stores.legacy.deleteAll((List<Image.Tombstone>) args[0]);
        });
    }

    private void assertApplied(Map<RecordKey, LeaderWriteResult> results) {
        assertThat(results).containsOnlyKeys(A, B);
        assertThat(results.values()).allMatch(it -> it.outcome().isApplied());
        assertThat(stores.legacy.read(A)).isEmpty();
        assertThat(stores.legacy.read(B)).isEmpty();
    }

    private void givenBoth(boolean hasTombstone) {
        record(A, at(5, "T1"));
        record(B, at(7, "T2"));
        if (hasTombstone) {
            tombstone(A, at(4, "deleted"), OptionalLong.empty());
            tombstone(B, at(4, "deleted"), OptionalLong.empty());
        }
    }

    private void record(RecordKey key, VersionStamp stamp) {
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        key,
                        stamp,
                        note("x"),
                        Optional.of(Image.Present.of(key, stamp, note("x")).hash()),
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    private void tombstone(RecordKey key, VersionStamp stamp, OptionalLong flag) {
        stores.legacy.injected().put(new LegacyTombstone(key, stamp, Optional.empty(), flag, Optional.empty()));
    }
}
