// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** Callers of the process that moves the lead notice nothing but a short wait. */
class MoveBesideWritesTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey KEY = RecordKey.global("k");
    private static final Struct CONTENT = Struct.builder().put("note", "x").build();

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final List<MemoryModule> opened = new ArrayList<>();

    @Test
    void aWriteThatBeginsWhileTheLeadMovesWaitsAndGoesToTheNextLeader() {
        AtomicReference<MemoryModule> module = new AtomicReference<>();
        AtomicReference<Background<WriteOutcome>> writer = new AtomicReference<>();
        module.set(opened(MemoryModule.over(
                        legacy,
                        target,
                        TYPE,
                        it -> it.withoutReconciler().beforeDecision((from, epoch) -> {
                            writer.set(new Background<>(() -> put(module.get())));
                            writer.get().awaitWaiting();
                            return Optional.empty();
                        })))
                .walkTo(Stage.SHADOW_READ));

        assertThat(module.get().module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);

        assertThat(writer.get().result()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(target.store(TYPE).find(KEY)).isPresent();
    }

    @Test
    void aMoveWaitsForAWriteThatIsUnderWay() {
        PausedLegacy paused = new PausedLegacy(legacy);
        MemoryModule module = opened(MemoryModule.over(
                        legacy, target, TYPE, it -> it.legacy(paused.backend()).withoutReconciler())
                .walkTo(Stage.SHADOW_READ));
        Background<WriteOutcome> writer = new Background<>(() -> put(module));
        writer.awaitWaiting();
        Background<MoveResult> mover = new Background<>(() -> module.module.moveTo(Stage.TARGET_LED));
        mover.awaitWaiting();

        paused.goOn();

        assertThat(writer.result()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(mover.result()).isInstanceOf(MoveResult.Moved.class);
        assertThat(target.store(TYPE).find(KEY)).isPresent();
    }

    @Test
    void callersOfAProcessThatMissedTheMoveAreNotSentAwayButFollow() {
        MemoryModule mover = opened(MemoryModule.over(legacy, target, TYPE, MoveBesideWritesTest::followingSeldom)
                .walkTo(Stage.SHADOW_READ));
        MemoryModule late = opened(mover.again(it -> followingSeldom(it).stage(Stage.SHADOW_READ)));
        assertThat(put(late)).isInstanceOf(WriteOutcome.Applied.class);

        assertThat(mover.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);

        assertThat(put(late)).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(late.module.stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(mover.module.moveTo(Stage.SHADOW_READ)).isInstanceOf(MoveResult.Moved.class);
        List<RecordWrite> writes = List.of(
                new RecordWrite.Put(KEY, CONTENT, Precondition.present()),
                new RecordWrite.Put(RecordKey.global("another"), CONTENT, Precondition.absent()),
                new RecordWrite.Delete(KEY, Precondition.present()));
        assertThat(late.store().writeAll(writes)).hasSize(3).allMatch(WriteOutcome::isApplied);
        assertThat(late.module.stage()).isEqualTo(Stage.SHADOW_READ);
    }

    @Test
    void writesOfAnotherProcessWaitWhileTheLeadMovesAndGoToTheNextLeader() {
        AtomicReference<MemoryModule> late = new AtomicReference<>();
        AtomicReference<Background<WriteOutcome>> writer = new AtomicReference<>();
        MemoryModule mover = opened(MemoryModule.over(
                        legacy,
                        target,
                        TYPE,
                        it -> followingSeldom(it).beforeDecision((from, epoch) -> {
                            writer.set(new Background<>(() -> put(late.get())));
                            writer.get().awaitWaiting();
                            return Optional.empty();
                        })))
                .walkTo(Stage.SHADOW_READ);
        late.set(opened(mover.again(it -> followingSeldom(it).stage(Stage.SHADOW_READ))));

        assertThat(mover.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);

        assertThat(writer.get().result()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(target.store(TYPE).find(KEY)).isPresent();
    }

    /** No process follows by itself while such a test runs. */
    private static DualWriteModuleBuilder followingSeldom(DualWriteModuleBuilder it) {
        return it.withoutReconciler()
                .stagePolicy(StagePolicy.defaults().with(Duration.ofMinutes(5), Duration.ofHours(1)));
    }

    @Test
    void aProcessThatMissedTheMoveDoesNotAcknowledgeWhatItWroteWhereNoFenceStands() {
        MemoryLegacyBackend weak = new MemoryLegacyBackend(FenceStrength.WEAK);
        PausedLegacy paused = new PausedLegacy(weak);
        MemoryModule mover = opened(MemoryModule.over(weak, target, TYPE, it -> it.withoutReconciler())
                .walkTo(Stage.SHADOW_READ));
        MemoryModule late = opened(mover.again(
                it -> it.legacy(paused.backend()).stage(Stage.SHADOW_READ).withoutReconciler()));
        Background<WriteOutcome> writer = new Background<>(() -> put(late));
        writer.awaitWaiting();
        assertThat(mover.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);

        paused.goOn();

        assertThat(writer.result()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    /** The right to raise the fence was revoked after it was set: what stands does not refuse what the next epoch must. */
    @Test
    void aFenceThatCannotBeRaisedAnyMoreIsNotReliedOn() {
        PausedLegacy paused = new PausedLegacy(legacy);
        MemoryModule mover = opened(MemoryModule.over(legacy, target, TYPE, it -> it.withoutReconciler())
                .walkTo(Stage.SHADOW_READ));
        assertThat(legacy.control().raiseFence(legacy.control().read().epoch())).isEqualTo(FenceStrength.STRONG);
        MemoryModule late = opened(mover.again(it -> it.legacy(paused.backend()).withoutReconciler()));
        Background<WriteOutcome> writer = new Background<>(() -> put(late));
        writer.awaitWaiting();

        legacy.become(FenceStrength.WEAK);
        assertThat(mover.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);
        paused.goOn();

        assertThat(writer.result()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aGuardIsAskedBeforeTheLeadMovesButNotByAProcessThatFollowsAnothersMove() {
        MemoryModule module = opened(MemoryModule.in(Stage.SHADOW_READ, TYPE, it -> it.withoutReconciler()));
        MemoryModule guarded =
                opened(module.again(it -> it.gates(step -> List.of(GateAnswer.refused("gate", "not yet", "wait")))));

        assertThat(guarded.module.moveTo(Stage.TARGET_LED))
                .isEqualTo(new MoveResult.Refused(Stage.SHADOW_READ, Stage.TARGET_LED, List.of("gate: not yet; wait")));
        assertThat(module.legacy.control().read().phase()).isEqualTo(Phase.STEADY);

        assertThat(module.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);
        assertThat(guarded.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);
        assertThat(guarded.module.stage().leader()).isEqualTo(Side.TARGET);
    }

    private static WriteOutcome put(MemoryModule module) {
        return module.store().put(KEY, CONTENT, Precondition.none());
    }

    private MemoryModule opened(MemoryModule module) {
        opened.add(module);
        return module;
    }

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }

    /** A thread, and what it comes to. */
    private static final class Background<T> {

        private static final Set<Thread.State> AT_REST =
                Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final Thread thread;

        private Background(Supplier<T> work) {
            this.thread = new Thread(() -> {
                try {
                    result.complete(work.get());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        /** Until it waits for somebody, or has ended because it does not. */
        private void awaitWaiting() {
            await().until(() -> AT_REST.contains(thread.getState()));
        }

        private T result() {
            return result.join();
        }
    }

    /** Its first insert waits until it is told to go on. */
    private static final class PausedLegacy {

        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicBoolean met = new AtomicBoolean();
        private final LegacyBackend real;

        private PausedLegacy(LegacyBackend real) {
            this.real = real;
        }

        private LegacyBackend backend() {
            return proxy(LegacyBackend.class, real);
        }

        private void goOn() {
            goOn.countDown();
        }

        private <T> T proxy(Class<T> kind, T behind) {
            return kind.cast(Proxy.newProxyInstance(
                    kind.getClassLoader(), new Class<?>[] {kind}, (self, method, args) -> {
                        if (method.getName().equals("insert") && met.compareAndSet(false, true)) {
                            goOn.await();
                        }
                        try {
                            Object answer = method.invoke(behind, args);
                            return answer instanceof LegacyStore it ? proxy(LegacyStore.class, it) : answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
