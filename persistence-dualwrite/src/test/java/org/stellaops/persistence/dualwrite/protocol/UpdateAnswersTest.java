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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.ClaimCandidates;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.LegacyUpdate;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.value.Value;

/** What a caller of an update or a claim of a leading legacy store is told when a statement fails, or is answered by nobody. */
class UpdateAnswersTest {

    private static final Patch PATCH = new Patch(Map.of("note", new Patch.Change.Set(Value.of("patched"))));
    private static final Query ALL = Query.where(Condition.all());

    private final TwoStores stores = new TwoStores();

    @Test
    void anUpdateIsOneStatementWhoseRecordIsComparedBeforeItIsSent() {
        stores.putAndSend(note("T1"));

        LeaderWriteResult written = update(stores.legacy);

        assertThat(written.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(written.origin()).isEqualTo(Origin.INSERT);
        assertThat(stores.inLegacy()).contains(note("patched"));
    }

    @Test
    void anUpdateWhoseAnswerWasLostIsAppliedOnlyIfItsTokenIsThere() {
        stores.putAndSend(note("T1"));

        assertThat(update(Failing.at(
                                1,
                                "update",
                                LegacyStore.class,
                                stores.legacy,
                                () -> Failing.thrown(Fault.Kind.NO_ANSWER)))
                        .outcome())
                .isInstanceOf(WriteOutcome.Unknown.class);
        LegacyStore landed = Failing.after(
                1, "update", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER));
        LeaderWriteResult written = update(landed);
        assertThat(written.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(image(written).stamp())
                .isEqualTo(stores.legacy.read(KEY).orElseThrow().stamp());

        LegacyStore deaf =
                Failing.at(1, "read", LegacyStore.class, landedAgain(), () -> Failing.thrown(Fault.Kind.UNAVAILABLE));
        assertThat(update(deaf).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void anUpdateThatCertainlyDidNotHappenIsNotApplied() {
        stores.putAndSend(note("T1"));

        assertThat(update(Failing.at(
                                1,
                                "update",
                                LegacyStore.class,
                                stores.legacy,
                                () -> Failing.thrown(Fault.Kind.UNAVAILABLE)))
                        .outcome())
                .isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.inLegacy()).contains(note("T1"));
    }

    @Test
    void anUpdateThatTheStatementCannotMakeReadsTheRecord() {
        stores.putAndSend(note("T1"));
        LegacyStore unable =
                Failing.always("update", LegacyStore.class, stores.legacy, LegacyPatch.Result.NoMatch::new);

        assertThat(update(unable).outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(stores.inLegacy()).contains(note("patched"));
        assertThat(new LegacyUpdate(unable, epochs(), stores.settings)
                        .update(KEY, PATCH, Precondition.absent())
                        .outcome())
                .isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        assertThat(kind(update(unable))).isEqualTo(Fault.Kind.ABSENT);
        assertThat(update(Failing.always("read", LegacyStore.class, unable, () -> Failing.thrown(Fault.Kind.NO_ANSWER)))
                        .outcome())
                .isInstanceOf(WriteOutcome.NotApplied.class);
    }

    @Test
    void aStoreThatDoesNotLeadUpdatesNothing() {
        stores.putAndSend(note("T1"));
        TwoStores.set(stores.legacyBackend.control(), new ControlRecord(Phase.MOVING, 1));

        assertThat(kind(update(stores.legacy))).isEqualTo(Fault.Kind.OUT_OF_DATE);
        EpochView unreadable = EpochView.of(Failing.always(
                "read",
                ControlStore.class,
                stores.legacyBackend.control(),
                () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThat(kind(new LegacyUpdate(stores.legacy, unreadable, stores.settings)
                        .update(KEY, PATCH, Precondition.none())))
                .isEqualTo(Fault.Kind.UNAVAILABLE);
        assertThat(stores.inLegacy()).contains(note("T1"));
    }

    /** What it knew of the epoch was over. */
    @Test
    void anUpdateThatAFenceRefusesReadsTheEpochAnew() {
        stores.putAndSend(note("T1"));
        ControlStore control = stores.legacyBackend.control();
        EpochView kept = EpochView.cached(control, Duration.ofDays(1), () -> 0);
        assertThat(kept.steadyEpoch()).hasValue(1);
        TwoStores.set(control, new ControlRecord(Phase.STEADY, 2));
        assertThat(control.raiseFence(2)).isNotNull();

        assertThat(new LegacyUpdate(stores.legacy, kept, stores.settings)
                        .update(KEY, PATCH, Precondition.none())
                        .outcome())
                .isInstanceOf(WriteOutcome.Applied.class);

        assertThat(kept.steadyEpoch()).hasValue(2);
    }

    @Test
    void anUpdateThatNoFenceGuardedIsAcknowledgedOnlyIfItsStoreStillLeads() {
        TwoStores weak = new TwoStores(FenceStrength.WEAK);
        weak.putAndSend(note("T1"));
        ControlStore control = weak.legacyBackend.control();
        EpochView epochs = EpochView.confirming(control, Duration.ofDays(1), () -> 1);
        LegacyStore late = Failing.instead("update", 3, LegacyStore.class, weak.legacy, args -> {
            LegacyPatch.Result done =
                    weak.legacy.update((RecordKey) args[0], (LegacyPatch) args[1], (Precondition) args[2]);
            TwoStores.set(control, new ControlRecord(Phase.AWAY, 3));
            return done;
        });

        assertThat(new LegacyUpdate(late, epochs, weak.settings)
                        .update(KEY, PATCH, Precondition.none())
                        .outcome())
                .isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsUnknown() {
        stores.putAndSend(note("T1"));
        LegacyUpdate lost = new LegacyUpdate(
                Failing.after(
                        1, "updateFirst", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER)),
                epochs(),
                stores.settings);

        assertThat(lost.updateFirst(Optional.empty(), ALL, PATCH).orElseThrow().outcome())
                .isInstanceOf(WriteOutcome.Unknown.class);
    }

    /** Otherwise the claim would be answered as one of which there is no record. */
    @Test
    void aStoreThatDoesNotLeadIsClaimedNothingOf() {
        TwoStores.set(stores.legacyBackend.control(), new ControlRecord(Phase.MOVING, 1));
        assertThat(kind(new LegacyUpdate(stores.legacy, epochs(), stores.settings)
                        .updateFirst(Optional.empty(), ALL, PATCH)
                        .orElseThrow()))
                .isEqualTo(Fault.Kind.OUT_OF_DATE);
        EpochView unreadable = EpochView.of(Failing.always(
                "read",
                ControlStore.class,
                stores.legacyBackend.control(),
                () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThat(kind(new LegacyUpdate(stores.legacy, unreadable, stores.settings)
                        .updateFirst(Optional.empty(), ALL, PATCH)
                        .orElseThrow()))
                .isEqualTo(Fault.Kind.UNAVAILABLE);
    }

    @Test
    void anUpdateThatLeavesWhatNoRecordHoldsIsRejected() {
        stores.putAndSend(unique("1"));

        assertThat(new LegacyUpdate(stores.legacy, epochs(), stores.settings)
                        .update(
                                KEY,
                                new Patch(Map.of("x", new Patch.Change.Set(Value.of("x".repeat(3_000))))),
                                Precondition.none())
                        .outcome())
                .isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(stores.inLegacy()).contains(unique("1"));
    }

    // Candidates of a claim that no statement can make.

    @Test
    void aCandidateThatAnotherTookIsPassedOver() {
        for (String id : List.of("a", "b")) {
            assertThat(stores.put(stores.legacy, RecordKey.global(id), note(id))
                            .outcome()
                            .isApplied())
                    .isTrue();
        }
        LeaderWriteResult taken = LeaderWriteResult.withoutImage(new WriteOutcome.Applied(Revision.of(at(1, "t"))));
        LeaderWriteResult conflict = LeaderWriteResult.withoutImage(new WriteOutcome.Conflict(Optional.empty(), "x"));

        assertThat(new ClaimCandidates(stores.legacy)
                        .claim(Optional.empty(), ALL, key -> key.id().equals("a") ? conflict : taken))
                .contains(taken);
        AtomicInteger rounds = new AtomicInteger();
        assertThat(new ClaimCandidates(stores.legacy).claim(Optional.empty(), ALL, key -> {
                    if (rounds.incrementAndGet() == 2) {
                        assertThat(stores.legacy.injected().remove(RecordKey.global("a")))
                                .isTrue();
                        assertThat(stores.legacy.injected().remove(RecordKey.global("b")))
                                .isTrue();
                    }
                    return conflict;
                }))
                .isEmpty();
        assertThat(rounds).hasValue(2);
    }

    @Test
    void candidatesThatCannotBeListedAreNotClaimed() {
        assertThat(new ClaimCandidates(Failing.always(
                                "query", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER)))
                        .claim(Optional.empty(), ALL, key -> {
                            throw new AssertionError("nothing was listed");
                        })
                        .orElseThrow()
                        .outcome())
                .isInstanceOf(WriteOutcome.NotApplied.class);
    }

    // Attempts.

    @ParameterizedTest
    @CsvSource({"COUNTED, 3", "FREE, 30"})
    void attemptsEnd(RetryLoop.Cost cost, int most) {
        AtomicInteger attempts = new AtomicInteger();
        WriteOutcome otherwise = new WriteOutcome.Conflict(Optional.empty(), "others were faster");

        assertThat(RetryLoop.run(3, () -> {
                            attempts.incrementAndGet();
                            return new RetryLoop.Again(cost, otherwise);
                        })
                        .outcome())
                .isEqualTo(otherwise);

        assertThat(attempts).hasValue(most);
    }

    private LegacyStore landedAgain() {
        return Failing.after(1, "update", LegacyStore.class, stores.legacy, () -> Failing.thrown(Fault.Kind.NO_ANSWER));
    }

    private LeaderWriteResult update(LegacyStore store) {
        return new LegacyUpdate(store, epochs(), stores.settings).update(KEY, PATCH, Precondition.none());
    }

    private EpochView epochs() {
        return EpochView.of(stores.legacyBackend.control());
    }

    private static Fault.Kind kind(LeaderWriteResult written) {
        return ((WriteOutcome.NotApplied) written.outcome()).fault().kind();
    }
}
