// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** A change of leader that meets a write which does not end, or a store that fails: before the decision, and after it. */
class MoveFailuresTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey KEY = RecordKey.global("k");
    private static final Struct CONTENT = Struct.builder().put("note", "x").build();

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final List<MemoryModule> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }

    @Test
    void aWriteThatDoesNotEndKeepsTheLeadWhereItIs() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        MemoryModule module = inShadowRead(it -> it.legacy(holding(legacy, begun, goOn))
                .moves(new MovePolicy(Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMinutes(2))));
        Thread writer = new Thread(() -> {
            WriteOutcome unused = put(module);
        });
        writer.start();
        begun.await();
        long epoch = legacy.control().read().epoch();

        MoveResult result = module.module.moveTo(Stage.TARGET_LED);

        assertThat(result)
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons()).containsExactly("writes under way did not end within PT0.05S"));
        assertThat(legacy.control().read().is(Phase.STEADY, epoch)).isTrue();
        goOn.countDown();
        writer.join();
        assertThat(legacy.store(TYPE).find(KEY)).isPresent();
    }

    @Test
    void aStoreThatFailsBeforeTheDecisionLeavesTheLeadWhereItIs() {
        AtomicInteger failures = new AtomicInteger();
        MemoryModule module =
                inShadowRead(it -> it.legacy(failing(LegacyBackend.class, legacy, "raiseFence", failures)));
        failures.set(1);

        assertThat(module.module.moveTo(Stage.TARGET_LED))
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons())
                                .singleElement()
                                .asString()
                                .contains("a store failed", "raiseFence fails once"));

        assertThat(failures).hasValue(0);
        assertThat(module.module.stage()).isEqualTo(Stage.SHADOW_READ);
        assertThat(legacy.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(put(module)).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aStoreThatFailsAfterTheDecisionDoesNotKeepTheNewLeaderFromItsLead() {
        AtomicInteger failures = new AtomicInteger();
        MemoryModule module =
                inShadowRead(it -> it.target(failing(TargetBackend.class, target, "compareAndSet", failures)));
        // The first is before the decision: the target is told that it is to lead.
        failures.set(2);

        assertThat(module.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);

        assertThat(failures).hasValue(0);
        assertThat(legacy.control().read().phase()).isEqualTo(Phase.AWAY);
        assertThat(target.control().read().phase()).isEqualTo(Phase.STEADY);
        assertThat(put(module)).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(target.store(TYPE).find(KEY)).isPresent();
    }

    private MemoryModule inShadowRead(UnaryOperator<DualWriteModuleBuilder> options) {
        MemoryModule module =
                MemoryModule.over(legacy, target, TYPE, it -> options.apply(it).withoutReconciler());
        opened.add(module);
        return module.walkTo(Stage.SHADOW_READ);
    }

    private static WriteOutcome put(MemoryModule module) {
        return module.store().put(KEY, CONTENT, Precondition.none());
    }

    /** The call of this method of its control record that counts {@code left} down to nothing fails, for whoever moves the lead only. */
    private static <B> B failing(Class<B> kind, B backend, String method, AtomicInteger left) {
        Thread mover = Thread.currentThread();
        return proxied(
                kind,
                backend,
                (name, answer) -> answer instanceof ControlStore it
                        ? proxied(ControlStore.class, it, (called, same) -> {
                            if (called.equals(method)
                                    && (Thread.currentThread() == mover || isOfAMove(Thread.currentThread()))
                                    && left.getAndUpdate(now -> Math.max(0, now - 1)) == 1) {
                                throw new StoreException(Fault.Kind.UNAVAILABLE, method + " fails once", null);
                            }
                            return same;
                        })
                        : answer);
    }

    private static boolean isOfAMove(Thread thread) {
        return thread.getName().contains("-move");
    }

    /** The first insert says that it has begun, and waits. */
    private static LegacyBackend holding(LegacyBackend backend, CountDownLatch begun, CountDownLatch goOn) {
        return proxied(
                LegacyBackend.class,
                backend,
                (name, answer) -> answer instanceof LegacyStore it
                        ? proxied(LegacyStore.class, it, (called, same) -> {
                            if (called.equals("insert")) {
                                begun.countDown();
                                goOn.await();
                            }
                            return same;
                        })
                        : answer);
    }

    /** What is done after a call: it may throw instead of the answer. */
    private interface After {
        Object of(String method, Object answer) throws InterruptedException;
    }

    private static <T> T proxied(Class<T> kind, T behind, After after) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (self, method, args) -> {
            try {
                return after.of(method.getName(), method.invoke(behind, args));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
