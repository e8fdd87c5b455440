// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.StubbornTarget.Mood;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** P6: the follower cannot hurt the caller. */
class FollowerFaultsTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey KEY = RecordKey.global("k");
    private static final Struct CONTENT = Struct.builder().put("note", "x").build();
    /** Nobody waits for so long but for a follower that hangs. */
    private static final Duration DEADLINE = Duration.ofMillis(50);

    /** However busy the machine is, a follower that answers does so within this time. */
    private static final Duration LONG_DEADLINE = Duration.ofSeconds(20);

    private final List<MemoryModule> opened = new ArrayList<>();
    private final MemoryTargetBackend target = new MemoryTargetBackend();

    @ParameterizedTest
    @EnumSource(Mood.class)
    void aCallerWhoWaitsGetsTheLeadersAnswerWhateverTheFollowerDoes(Mood mood) {
        StubbornTarget stubborn = new StubbornTarget(target, mood);
        MemoryModule module = dualWriting(
                stubborn, FollowerPolicy.sync().withDeadline(mood == Mood.HANGS ? DEADLINE : LONG_DEADLINE));

        for (int i = 0; i < 30; i++) {
            assertThat(module.store().put(KEY, CONTENT, Precondition.none())).isInstanceOf(WriteOutcome.Applied.class);
        }

        assertThat(module.received(DualWriteEvent.FollowerWriteFailed.class).isEmpty())
                .isEqualTo(mood == Mood.WORKS || mood == Mood.HANGS);
        assertThat(module.received(DualWriteEvent.FollowerWriteTimedOut.class).isEmpty())
                .isEqualTo(mood != Mood.HANGS);
        stubborn.mend();
        assertThat(module.module.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(target.store(TYPE).find(KEY).orElseThrow().content()).isEqualTo(CONTENT);
    }

    @Test
    void aFullQueueDropsTheImageAndKeepsThePendingFlag() {
        StubbornTarget stubborn = new StubbornTarget(target, Mood.HANGS);
        MemoryModule module = dualWriting(stubborn, FollowerPolicy.async().withBounds(1, 1));

        for (int i = 0; i < 10; i++) {
            assertThat(module.store()
                            .put(RecordKey.global("k" + i), CONTENT, Precondition.none())
                            .isApplied())
                    .isTrue();
        }

        assertThat(module.received(DualWriteEvent.FollowerWriteDropped.class))
                .extracting(DualWriteEvent.FollowerWriteDropped::reason)
                .contains(DualWriteEvent.DropReason.FULL);
        assertThat(module.module.pendingDepth()).isEqualTo(10);
        stubborn.mend();
        assertThat(module.module.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(target.store(TYPE).count()).isEqualTo(10);
    }

    @Test
    void aDrainThatRunsOutOfTimeSaysThatSomethingIsLeft() {
        StubbornTarget stubborn = new StubbornTarget(target, Mood.THROWS_A_DEFECT);
        MemoryModule module = dualWriting(stubborn, FollowerPolicy.async());
        assertThat(module.store().put(KEY, CONTENT, Precondition.none()).isApplied())
                .isTrue();

        assertThat(module.module.drain(Duration.ZERO)).isFalse();

        stubborn.mend();
        assertThat(module.module.drain(Duration.ofSeconds(20))).isTrue();
    }

    /** It might still write what the other process has overtaken, and take it away again. */
    @Test
    void aDrainWaitsForASendWhoseImageAnotherProcessHasSent() {
        StubbornTarget stubborn = new StubbornTarget(target, Mood.HANGS);
        MemoryModule module = dualWriting(stubborn, FollowerPolicy.async());
        assertThat(module.store().put(KEY, CONTENT, Precondition.none()).isApplied())
                .isTrue();
        MemoryModule other = MemoryModule.over(module.legacy, target, TYPE, DualWriteModuleBuilder::withoutReconciler);
        opened.add(other);
        assertThat(other.module.drain(Duration.ofSeconds(20))).isTrue();

        assertThat(module.module.pendingDepth()).isZero();
        assertThat(module.module.drain(Duration.ofMillis(20))).isFalse();

        stubborn.mend();
        assertThat(module.module.drain(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void anInterruptedCallerGetsTheLeadersAnswerAndKeepsItsInterrupt() {
        StubbornTarget stubborn = new StubbornTarget(target, Mood.HANGS);
        MemoryModule module = dualWriting(stubborn, FollowerPolicy.sync());

        Thread.currentThread().interrupt();
        WriteOutcome outcome = module.store().put(KEY, CONTENT, Precondition.none());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome.isApplied()).isTrue();
        stubborn.mend();
    }

    @Test
    void aFollowerThatIsDownIsCaughtUpByTheReconcilerOnceItIsBack() {
        MemoryModule module = MemoryModule.in(Stage.DUAL_WRITE, TYPE, it -> it.reconcileEvery(Duration.ofMillis(10)));
        opened.add(module);
        module.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected")));
        assertThat(module.store().put(KEY, CONTENT, Precondition.none()).isApplied())
                .isTrue();
        assertThat(module.module.pendingDepth()).isEqualTo(1);

        module.target.fail(Optional.empty());

        await().until(() -> module.module.pendingDepth() == 0);
        assertThat(module.target.store(TYPE).find(KEY)).isPresent();
    }

    private MemoryModule dualWriting(StubbornTarget stubborn, FollowerPolicy policy) {
        MemoryModule module = MemoryModule.in(
                Stage.DUAL_WRITE,
                TYPE,
                it -> it.target(stubborn.backend()).follower(policy).withoutReconciler());
        opened.add(module);
        return module;
    }

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }
}
