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
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPutBatch;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyStore.IfGone;
import org.stellaops.persistence.spi.LegacyStore.Replacement;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Many puts at once: what one statement says of each, and which of them is made alone (3.7). */
class PutBatchTest {

    private static final RecordKey A = RecordKey.global("a");
    private static final RecordKey B = RecordKey.global("b");

    private final TwoStores stores = new TwoStores();
    private final List<Image.Present> inserted = new ArrayList<>();
    private final List<Replacement> replaced = new ArrayList<>();

    @Test
    void newRecordsAreInsertedByOneStatement() {
        Map<RecordKey, LeaderWriteResult> results = put(recording(), Precondition.none());

        assertThat(inserted).extracting(Image.Present::key).containsExactly(A, B);
        assertThat(replaced).isEmpty();
        assertApplied(results, Origin.INSERT);
    }

    @Test
    void recordsThatAreThereAreReplacedByOneStatement() {
        record(A, at(5, "T1"), OptionalLong.empty());
        record(B, at(7, "T2"), OptionalLong.of(1));

        Map<RecordKey, LeaderWriteResult> results = put(recording(), Precondition.none());

        assertThat(inserted).isEmpty();
        assertThat(replaced).extracting(it -> it.over().stamp()).containsExactly(at(5, "T1"), at(7, "T2"));
        assertThat(replaced).extracting(Replacement::gone).containsOnly(IfGone.INSERT);
        assertThat(replaced)
                .extracting(it -> it.image().stamp().version())
                .containsExactly(at(6, "").version(), at(8, "").version());
        assertThat(results.get(A).origin()).isEqualTo(Origin.CHANGE);
        assertThat(results.get(B).origin()).as("nobody compared it").isEqualTo(Origin.INSERT);
        assertThat(results.values()).allMatch(it -> it.outcome().isApplied());
    }

    @Test
    void aConditionalPutInsertsNothingWhereTheRecordIsGone() {
        record(A, at(5, "T1"), OptionalLong.empty());
        record(B, at(7, "T2"), OptionalLong.empty());

        assertThat(put(recording(), Precondition.present())).hasSize(2);

        assertThat(replaced).extracting(Replacement::gone).containsOnly(IfGone.LEAVE);
    }

    @Test
    void aRecordThatWasNotComparedAndAnAbsentOneGetVersionsAboveTheirTombstones() {
        tombstone(A, at(9, "deleted"));
        record(B, at(5, "T2"), OptionalLong.of(1));
        tombstone(B, at(11, "deleted"));

        Map<RecordKey, LeaderWriteResult> results = put(stores.legacy, Precondition.none());

        assertThat(version(results.get(A))).isEqualTo(at(10, "").version());
        assertThat(version(results.get(B))).isEqualTo(at(12, "").version());
    }

    /** It stands above its tombstone, which costs no read then. */
    @Test
    void theTombstoneOfAComparedRecordIsNotAskedFor() {
        record(A, at(5, "T1"), OptionalLong.empty());
        List<Object> asked = new ArrayList<>();
        LegacyStore counting = Failing.instead("knownTombstones", 1, LegacyStore.class, stores.legacy, args -> {
            asked.add(args[0]);
            return Map.of();
        });

        assertThat(put(counting, Precondition.none())).hasSize(2);

        assertThat(asked).containsExactly(List.of(B));
    }

    @Test
    void whatAPreconditionForbidsIsAConflictAndLeftOutOfTheStatement() {
        record(A, at(5, "T1"), OptionalLong.empty());

        Map<RecordKey, LeaderWriteResult> results = put(recording(), Precondition.absent());

        assertThat(inserted).extracting(Image.Present::key).containsExactly(B);
        assertThat(replaced).isEmpty();
        assertThat(results.get(A).outcome()).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(results.get(B).outcome().isApplied()).isTrue();
    }

    @Test
    void oneRecordIsPutAlone() {
        assertThat(batch(recording()).put(List.of(new RecordWrite.Put(A, note("new"), Precondition.none()))))
                .hasSize(1);

        assertThat(inserted).isEmpty();
    }

    @Test
    void aReplacementThatInsertedIsComparedBeforeItIsSent() {
        record(A, at(5, "T1"), OptionalLong.empty());
        record(B, at(7, "T2"), OptionalLong.empty());
        LegacyStore inserting = Failing.always(
                "replaceAll",
                LegacyStore.class,
                stores.legacy,
                () -> List.of(new StepResult.Inserted(), new StepResult.Done()));

        Map<RecordKey, LeaderWriteResult> results = put(inserting, Precondition.none());

        assertThat(results.get(A).origin()).isEqualTo(Origin.INSERT);
        assertThat(results.get(B).origin()).isEqualTo(Origin.CHANGE);
    }

    @Test
    void whatMatchedNothingIsPutAlone() {
        LegacyStore overtaken = Failing.always(
                "insertAll",
                LegacyStore.class,
                stores.legacy,
                () -> List.of(new StepResult.NoMatch(), new StepResult.Fenced()));

        assertApplied(put(overtaken, Precondition.none()), Origin.INSERT);

        assertThat(stores.legacy.read(A)).isPresent();
        assertThat(stores.legacy.read(B)).isPresent();
    }

    // Statements of which it is not told which of their puts took effect.

    @Test
    void anUntoldPutWhoseTokenIsThereIsApplied() {
        Map<RecordKey, LeaderWriteResult> results = put(untold(() -> {}, true), Precondition.none());

        assertApplied(results, Origin.INSERT);
        assertThat(version(results.get(A)))
                .as("it is put once")
                .isEqualTo(Versions.base(1) + 1)
                .isEqualTo(stores.legacy.read(A).orElseThrow().stamp().version());
    }

    @Test
    void anUntoldInsertOfWhichNothingIsThereIsUnknown() {
        Map<RecordKey, LeaderWriteResult> results = put(untold(() -> {}, false), Precondition.none());

        assertThat(results.values()).allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
        assertThat(fault(results.get(A)).message()).startsWith("one of 2 puts of");
    }

    @Test
    void anUntoldReplacementOfARecordThatIsAsItWasIsPutAlone() {
        record(A, at(5, "T1"), OptionalLong.empty());
        record(B, at(7, "T2"), OptionalLong.empty());
        Runnable bumped = () -> {
            record(A, at(20, "T1"), OptionalLong.of(1));
            record(B, at(20, "another"), OptionalLong.of(1));
        };

        Map<RecordKey, LeaderWriteResult> results = put(untold(bumped, false), Precondition.none());

        assertThat(results.get(A).outcome().isApplied())
                .as("only its version was bumped")
                .isTrue();
        assertThat(version(results.get(A))).isEqualTo(at(21, "").version());
        assertThat(results.get(B).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(stores.legacy.read(B).orElseThrow().stamp()).isEqualTo(at(20, "another"));
    }

    @Test
    void anUntoldReplacementOfAnUnversionedRecordIsUnknown() {
        stores.legacy.putUnversioned(A, note("bypassing"));
        stores.legacy.putUnversioned(B, note("bypassing"));

        assertThat(put(untold(() -> {}, false), Precondition.none()).values())
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
    }

    @Test
    void anUntoldPutThatCannotBeLookedForIsUnknown() {
        LegacyStore deaf = Failing.at(
                2, "readAll", LegacyStore.class, untold(() -> {}, true), () -> Failing.thrown(Fault.Kind.UNAVAILABLE));

        assertThat(put(deaf, Precondition.none()).values())
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
    }

    // Statements that fail.

    @Test
    void aStatementWithoutAnAnswerIsSettledByTheTokens() {
        LegacyStore landed = Failing.after(
                1, "insertAll", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER));
        assertApplied(put(landed, Precondition.none()), Origin.INSERT);

        LegacyStore lost = Failing.at(
                1, "replaceAll", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER));
        assertThat(put(lost, Precondition.none()).values())
                .as("the records are as they were, and may change yet")
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, false", "REFUSED, false", "REJECTED, true"})
    void aStatementThatCertainlyDidNotHappenIsNotAppliedOrMadeAlone(Fault.Kind kind, boolean alone) {
        LegacyStore failing = Failing.always("insertAll", LegacyStore.class, stores.legacy, () -> Failing.thrown(kind));

        assertThat(put(failing, Precondition.none()).values())
                .hasSize(2)
                .allMatch(it -> alone ? it.outcome().isApplied() : it.outcome() instanceof WriteOutcome.NotApplied);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, false", "NO_ANSWER, false", "UNREADABLE, true"})
    void aReadThatFailsBeforeNothingWasWritten(Fault.Kind kind, boolean alone) {
        LegacyStore failing = Failing.always("readAll", LegacyStore.class, recording(), () -> Failing.thrown(kind));

        assertThat(put(failing, Precondition.none()).values())
                .hasSize(2)
                .allMatch(it -> alone ? it.outcome().isApplied() : it.outcome() instanceof WriteOutcome.NotApplied);
        assertThat(inserted).isEmpty();
    }

    @Test
    void aStoreThatDoesNotLeadTakesNothing() {
        set(new ControlRecord(Phase.MOVING, 1));

        assertThat(put(recording(), Precondition.none()).values())
                .hasSize(2)
                .allMatch(it -> fault(it).kind() == Fault.Kind.OUT_OF_DATE);
        assertThat(inserted).isEmpty();
    }

    @Test
    void whatNoFenceGuardedIsAcknowledgedOnlyIfItsStoreStillLeads() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        ControlStore control = weak.legacyBackend.control();
        EpochView epochs = EpochView.confirming(control, Duration.ofDays(1), () -> 1);
        LegacyStore late = Failing.after(1, "insertAll", LegacyStore.class, weak.legacy, () -> {
            assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.AWAY, 3)))
                    .isTrue();
            return List.of(new StepResult.Done(), new StepResult.Done());
        });

        assertThat(new LegacyPutBatch(late, epochs, weak.settings)
                        .put(puts(Precondition.none()))
                        .values())
                .hasSize(2)
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
    }

    private Map<RecordKey, LeaderWriteResult> put(LegacyStore store, Precondition precondition) {
        return batch(store).put(puts(precondition));
    }

    private LegacyPutBatch batch(LegacyStore store) {
        return new LegacyPutBatch(store, EpochView.of(stores.legacyBackend.control()), stores.settings);
    }

    private static List<RecordWrite.Put> puts(Precondition precondition) {
        return List.of(
                new RecordWrite.Put(A, note("new"), precondition), new RecordWrite.Put(B, note("new"), precondition));
    }

    @SuppressWarnings("unchecked")
    private LegacyStore recording() {
        LegacyStore inserting = Failing.instead("insertAll", 2, LegacyStore.class, stores.legacy, args -> {
            inserted.addAll((List<Image.Present>) args[0]);
            return stores.legacy.insertAll((List<Image.Present>) args[0], (Long) args[1]);
        });
        return Failing.instead("replaceAll", 2, LegacyStore.class, inserting, args -> {
            replaced.addAll((List<Replacement>) args[0]);
            return stores.legacy.replaceAll((List<Replacement>) args[0], (Long) args[1]);
        });
    }

    /** Both statements take effect or not; which of their puts did is not told. */
    private LegacyStore untold(Runnable meanwhile, boolean effect) {
        Supplier<Object> told = () -> {
            meanwhile.run();
            return List.of(new StepResult.Untold(), new StepResult.Untold());
        };
        LegacyStore store = stores.legacy;
        for (String method : List.of("insertAll", "replaceAll")) {
            store = effect
                    ? Failing.after(1, method, LegacyStore.class, store, told)
                    : Failing.at(1, method, LegacyStore.class, store, told);
        }
        return store;
    }

    private static void assertApplied(Map<RecordKey, LeaderWriteResult> results, Origin origin) {
        assertThat(results).containsOnlyKeys(A, B);
        assertThat(results.values()).allSatisfy(it -> {
            assertThat(it.outcome()).isInstanceOf(WriteOutcome.Applied.class);
            assertThat(it.origin()).isEqualTo(origin);
        });
    }

    private static long version(LeaderWriteResult written) {
        return TwoStores.image(written).stamp().version();
    }

    private static Fault fault(LeaderWriteResult written) {
        return written.outcome() instanceof WriteOutcome.Unknown it
                ? it.fault()
                : ((WriteOutcome.NotApplied) written.outcome()).fault();
    }

    private void set(ControlRecord record) {
        ControlStore control = stores.legacyBackend.control();
        assertThat(control.compareAndSet(control.read(), record)).isTrue();
    }

    private void record(RecordKey key, VersionStamp stamp, OptionalLong flag) {
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        key,
                        stamp,
                        note("x"),
                        Optional.of(Image.Present.of(key, stamp, note("x")).hash()),
                        flag,
                        Optional.empty()));
    }

    private void tombstone(RecordKey key, VersionStamp stamp) {
        stores.legacy
                .injected()
                .put(new LegacyTombstone(key, stamp, Optional.empty(), OptionalLong.empty(), Optional.empty()));
    }
}
