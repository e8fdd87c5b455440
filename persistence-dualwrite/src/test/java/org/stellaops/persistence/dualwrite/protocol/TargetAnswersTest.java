// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

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
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.TargetBatch;
import org.stellaops.persistence.dualwrite.internal.write.TargetUpdate;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.TargetWrite.PendingFlag;
import org.stellaops.persistence.value.Value;

/** What a caller of an update, a claim or a batch of a leading target is told when a statement fails, or is answered by nobody. */
class TargetAnswersTest {

    private static final Patch PATCH = new Patch(Map.of("note", new Patch.Change.Set(Value.of("patched"))));
    private static final Query ALL = Query.where(Condition.all());

    private final TwoStores stores = new TwoStores();

    @Test
    void aTargetUpdateWhoseAnswerWasLostIsAppliedOnlyIfItsTokenIsThere() {
        stores.ledByTarget();
        assertThat(stores.targetPut(note("T1")).outcome().isApplied()).isTrue();

        assertThat(targetUpdate(Failing.at(
                                1,
                                "write",
                                TargetStore.class,
                                stores.target,
                                () -> Failing.thrown(Fault.Kind.NO_ANSWER)))
                        .outcome())
                .isInstanceOf(WriteOutcome.Unknown.class);
        LeaderWriteResult landed = targetUpdate(Failing.after(
                1, "write", TargetStore.class, stores.target, () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThat(landed.outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(landed.image()).isEqualTo(stores.target.image(KEY));
        assertThat(stores.inTarget()).contains(note("patched"));
        TargetStore deaf = Failing.always(
                "image",
                TargetStore.class,
                Failing.after(1, "write", TargetStore.class, stores.target, () -> Failing.thrown(Fault.Kind.NO_ANSWER)),
                () -> Failing.thrown(Fault.Kind.UNAVAILABLE));
        assertThat(targetUpdate(deaf).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, NotApplied", "NO_ANSWER, Unknown"})
    void aTargetClaimThatFailsSaysAsMuchAsIsKnown(Fault.Kind kind, String outcome) {
        stores.ledByTarget();

        assertThat(claim(Failing.always("claim", TargetStore.class, stores.target, () -> Failing.thrown(kind)))
                        .orElseThrow()
                        .outcome()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(outcome);
    }

    @Test
    void aTargetClaimTakesTheFirstOrNothing() {
        stores.ledByTarget();
        assertThat(claim(stores.target)).isEmpty();
        assertThat(stores.targetPut(note("T1")).outcome().isApplied()).isTrue();

        assertThat(claim(stores.target).orElseThrow().outcome()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(stores.inTarget()).contains(note("patched"));
        assertThat(claim(Failing.always(
                                "claim",
                                TargetStore.class,
                                stores.target,
                                () -> new TargetWrite.Result.Duplicate("things_x")))
                        .orElseThrow()
                        .outcome())
                .isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void aTargetClaimOfAFormerEpochReadsTheEpochAnew() {
        stores.ledByTarget();
        assertThat(stores.targetPut(note("T1")).outcome().isApplied()).isTrue();
        ControlStore control = stores.targetBackend.control();
        EpochView kept = EpochView.cached(control, Duration.ofDays(1), () -> 0);
        assertThat(kept.steadyEpoch()).hasValue(3);
        TwoStores.set(control, new ControlRecord(Phase.STEADY, 4));

        assertThat(new TargetUpdate(stores.target, kept, stores.settings, PendingFlag.PENDING)
                        .claim(Optional.empty(), ALL, PATCH)
                        .orElseThrow()
                        .outcome())
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aTargetThatDoesNotLeadIsClaimedNothingOf() {
        assertThat(kind(claim(stores.target).orElseThrow())).isEqualTo(Fault.Kind.OUT_OF_DATE);
        AtomicInteger asked = new AtomicInteger();
        stores.ledByTarget();
        TargetStore refusing = Failing.always("claim", TargetStore.class, stores.target, () -> {
            asked.incrementAndGet();
            return new TargetWrite.Result.NotLeading(new ControlRecord(Phase.AWAY, 5));
        });
        assertThat(kind(claim(refusing).orElseThrow())).isEqualTo(Fault.Kind.OUT_OF_DATE);
        assertThat(asked).hasValue(stores.settings.attempts());
        EpochView unreadable = EpochView.of(Failing.always(
                "read",
                ControlStore.class,
                stores.targetBackend.control(),
                () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThat(kind(new TargetUpdate(stores.target, unreadable, stores.settings, PendingFlag.PENDING)
                        .claim(Optional.empty(), ALL, PATCH)
                        .orElseThrow()))
                .isEqualTo(Fault.Kind.UNAVAILABLE);
    }

    /** A readmission has brought a follower back to a process that still serves by target-only. */
    @ParameterizedTest
    @CsvSource({"TARGET_ONLY, false", "RAMP_DOWN, true"})
    void aWriteIsPendingWhereItsStageHasAFollower(Stage stage, boolean pending) {
        stores.ledByTarget();
        TwoStores.set(stores.targetBackend.control(), new ControlRecord(Phase.STEADY, 3, stage));

        assertThat(targetBatch(stores.target, PendingFlag.NONE).write(List.of(put("a"))))
                .allMatch(it -> it.outcome().isApplied());

        assertThat(stores.target.state(RecordKey.global("a")).map(TargetState::isPending))
                .contains(pending);
    }

    @Test
    void aBatchAnswersEachWriteInItsOrder() {
        stores.ledByTarget();

        List<LeaderWriteResult> results =
                targetBatch(stores.target, PendingFlag.PENDING).write(List.of(put("a"), delete("b"), put("c")));

        assertThat(results).extracting(it -> it.outcome().isApplied()).containsExactly(true, false, true);
        assertThat(kind(results.get(1))).isEqualTo(Fault.Kind.ABSENT);
        assertThat(stores.target.count()).isEqualTo(2);
    }

    @Test
    void aContentThatTheTargetRefusesIsRejected() {
        stores.ledByTarget();
        TargetStore refusing = Failing.always(
                "write", TargetStore.class, stores.target, () -> new TargetWrite.Result.Refused("too long"));

        assertThat(targetUpdate(refusing).outcome()).isInstanceOfSatisfying(WriteOutcome.Rejected.class, it -> {
            assertThat(it.where()).isEqualTo("the content");
            assertThat(it.reason()).endsWith(" was rejected: too long");
        });
    }

    @Test
    void aBatchThatIsNotMadeIsMadeOneByOneOrNotApplied() {
        stores.ledByTarget();
        AtomicInteger together = new AtomicInteger();
        TargetStore counting = Failing.instead("writeAll", 1, TargetStore.class, stores.target, args -> {
            together.incrementAndGet();
            return List.of(
                    new TargetWrite.Result.NotLeading(new ControlRecord(Phase.STEADY, 4)),
                    new TargetWrite.Result.Absent());
        });

        List<LeaderWriteResult> results =
                targetBatch(counting, PendingFlag.PENDING).write(List.of(put("a"), delete("b")));
        assertThat(results.get(0).outcome().isApplied()).as("alone").isTrue();
        assertThat(kind(results.get(1))).isEqualTo(Fault.Kind.ABSENT);
        assertThat(targetBatch(counting, PendingFlag.PENDING).write(List.of(put("c"))))
                .hasSize(1);
        TwoStores.set(stores.targetBackend.control(), new ControlRecord(Phase.AWAY, 5));
        assertThat(targetBatch(counting, PendingFlag.PENDING).write(List.of(put("d"), put("e"))))
                .hasSize(2)
                .allMatch(it -> kind(it) == Fault.Kind.OUT_OF_DATE);
        assertThat(together).hasValue(1);
        EpochView unreadable = EpochView.of(Failing.always(
                "read",
                ControlStore.class,
                stores.targetBackend.control(),
                () -> Failing.thrown(Fault.Kind.NO_ANSWER)));
        assertThat(new TargetBatch(stores.target, unreadable, stores.settings, PendingFlag.PENDING)
                        .write(List.of(put("f"), put("g"))))
                .hasSize(2)
                .allMatch(it -> kind(it) == Fault.Kind.UNAVAILABLE);
    }

    @Test
    void commitsWithoutAnAnswerAreAskedForUntilNobodyAnswers() {
        stores.ledByTarget();
        AtomicInteger asked = new AtomicInteger();
        TargetStore deaf = Failing.always("state", TargetStore.class, unanswered(), () -> {
            asked.incrementAndGet();
            return Failing.thrown(Fault.Kind.UNAVAILABLE);
        });

        assertThat(targetBatch(deaf, PendingFlag.PENDING).write(List.of(put("a"), put("b"), put("c"))))
                .hasSize(3)
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
        assertThat(asked).hasValue(1);

        TargetStore answering = Failing.always("state", TargetStore.class, unanswered(), () -> {
            asked.incrementAndGet();
            return Optional.empty();
        });
        assertThat(targetBatch(answering, PendingFlag.PENDING).write(List.of(put("a"), put("b"), put("c"))))
                .hasSize(3)
                .allMatch(it -> it.outcome() instanceof WriteOutcome.Unknown);
        assertThat(asked).hasValue(4);
    }

    private TargetStore unanswered() {
        return Failing.instead("writeAll", 1, TargetStore.class, stores.target, args -> {
            return ((List<?>) args[0])
                    .stream()
                            .map(it -> new TargetWrite.Result.Failed(
                                    new StoreException(Fault.Kind.NO_ANSWER, "injected", null)))
                            .toList();
        });
    }

    private LeaderWriteResult targetUpdate(TargetStore store) {
        return targetUpdates(store).update(KEY, PATCH, Precondition.none());
    }

    private Optional<LeaderWriteResult> claim(TargetStore store) {
        return targetUpdates(store).claim(Optional.empty(), ALL, PATCH);
    }

    private TargetUpdate targetUpdates(TargetStore store) {
        return new TargetUpdate(
                store, EpochView.of(stores.targetBackend.control()), stores.settings, PendingFlag.PENDING);
    }

    private TargetBatch targetBatch(TargetStore store, PendingFlag flag) {
        return new TargetBatch(store, EpochView.of(stores.targetBackend.control()), stores.settings, flag);
    }

    private static RecordWrite put(String id) {
        return new RecordWrite.Put(RecordKey.global(id), note("x"), Precondition.none());
    }

    private static RecordWrite delete(String id) {
        return new RecordWrite.Delete(RecordKey.global(id), Precondition.none());
    }

    private static Fault.Kind kind(LeaderWriteResult written) {
        return ((WriteOutcome.NotApplied) written.outcome()).fault().kind();
    }
}
