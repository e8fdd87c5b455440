// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/**
 * Each background thread of a module is hit by an Error many times under load: it comes back, says so, and nothing is lost. {@code
 * -Dsupervised.errors} sets how often.
 */
class SupervisedModuleTest {

    private static final int ERRORS = Integer.getInteger("supervised.errors", 20);
    private static final int KEYS = 40;
    private static final int CALLERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final EntityType<Document> TYPE = EntityType.builder("things", "things")
            .fields(FieldDef.text("x").optional())
            .build();

    private final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    private final InjectedErrors errors = new InjectedErrors();
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();

    @ParameterizedTest
    @EnumSource(names = {"SHADOW_READ", "TARGET_LED"})
    void errorsInEachBackgroundThreadLoseNothing(Stage stage) throws InterruptedException {
        ShadowReadPolicy compareAll = ShadowReadPolicy.cautious().withSampleRate(1.0);
        DivergenceLog log = new DivergenceLog(1_000, InstantSource.system());
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        try (ShadowReads reads = new ShadowReads("things", compareAll, log, events::add);
                DualWriteModule module = open(reads)) {
            module.stage()
                    .walkTo(stage)
                    .forEach(next -> assertThat(module.moveTo(next)).isInstanceOf(MoveResult.Moved.class));
            errors.inject("persistence-things-reconciler", ERRORS);
            errors.inject("persistence-things-tombstones", ERRORS);
            errors.inject("persistence-things-follower-deadlines", ERRORS);
            errors.inject("persistence-things-follower-", 2 * ERRORS);
            errors.inject("shadow-things-", ERRORS);
            errors.inject("persistence-things-follow", ERRORS);
            errors.inject("persistence-things-watch", ERRORS);
            errors.inject("persistence-things-wish", ERRORS);
            refuses.set(true);
            underLoad(
                    module,
                    acknowledged,
                    () -> await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(20))
                            .untilAsserted(() -> {
                                // What was refused is asked for again the more rarely, unless it is asked for anew.
                                module.withdraw();
                                module.ask(stage == Stage.SHADOW_READ ? Stage.DUAL_WRITE : Stage.RAMP_DOWN);
                                assertThat(errors.left())
                                        .allSatisfy((name, left) ->
                                                assertThat(left.get()).isNotPositive());
                            }));
            module.withdraw();
            await().atMost(PATIENCE).until(() -> module.pendingDepth() == 0);

            assertEqualTo(acknowledged, module.store(TYPE));
            assertThat(module.health()).allMatch(TaskHealth::alive);
            assertThat(reads.health()).allMatch(TaskHealth::alive);
            await().atMost(PATIENCE).until(() -> module.health().stream().allMatch(TaskHealth::isWell));
            Set<String> failed = events.stream()
                    .filter(DualWriteEvent.BackgroundTaskFailed.class::isInstance)
                    .map(it -> ((DualWriteEvent.BackgroundTaskFailed) it).task())
                    .collect(Collectors.toSet());
            assertThat(failed)
                    .contains("reconciler", "tombstones", "replication", "replication-deadlines", "shadow-reads")
                    .contains("following the stage", "watching the stores", "asking for the stage that is wished");
            System.out.println("supervised: stage=" + stage + " errors=" + ERRORS * 9 + " writes=" + acknowledged.size()
                    + " failed="
                    + module.health().stream()
                            .map(it -> it.task() + ":" + it.failures())
                            .toList());
        }
    }

    private DualWriteModule open(ShadowReads reads) {
        return DualWriteModule.builder("things")
                .legacy(errors.around(legacy))
                .target(errors.around(target))
                .types(TYPE)
                .stage(Stage.LEGACY_ONLY)
                .follower(FollowerPolicy.async()
                        .withDeadline(Duration.ofMillis(4))
                        .withBounds(2, 50)
                        .withBreaker(new FollowerPolicy.Breaker(100, 10_000, Duration.ofMillis(10), 10)))
                .reconcileEvery(Duration.ofMillis(1))
                .stagePolicy(StagePolicy.defaults().with(Duration.ofMillis(2), Duration.ofMillis(60)))
                .gates(step ->
                        refuses.get() ? List.of(GateAnswer.refused("test", "it is not the time", "wait")) : List.of())
                .removeTombstones(new TombstoneSchedule(
                        Duration.ofMillis(1), TombstoneRetention.defaults().withKeep(Duration.ofHours(1))))
                .ticker(() -> {
                    if (Thread.currentThread().getName().endsWith("follower-deadlines")) {
                        errors.maybeThrow();
                    }
                    return System.nanoTime();
                })
                .readObserver(reads)
                .listener(events::add)
                .open();
    }

    private void underLoad(DualWriteModule module, Map<String, String> acknowledged, Runnable meanwhile)
            throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            Thread thread = new Thread(() -> call(module.store(TYPE), caller, acknowledged, stop), "caller-" + i);
            callers.add(thread);
            thread.start();
        }
        try {
            meanwhile.run();
        } finally {
            stop.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }

    /** Each caller has keys of its own, so that what was last acknowledged is what must be there. */
    private static void call(RecordStore store, int caller, Map<String, String> acknowledged, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            String id = caller + "-" + i % KEYS;
            if (i % 7 == 0) {
                if (store.delete(RecordKey.global(id), Precondition.none()) instanceof WriteOutcome.Applied) {
                    acknowledged.remove(id);
                }
            } else if (store.put(
                            RecordKey.global(id),
                            Struct.builder().put("x", Integer.toString(i)).build(),
                            Precondition.none())
                    instanceof WriteOutcome.Applied) {
                acknowledged.put(id, Integer.toString(i));
            }
            Optional<?> unused = store.find(RecordKey.global(id));
        }
    }

    private void assertEqualTo(Map<String, String> acknowledged, RecordStore store) {
        Set<String> ids = new HashSet<>(acknowledged.keySet());
        for (int caller = 0; caller < CALLERS; caller++) {
            for (int i = 0; i < KEYS; i++) {
                ids.add(caller + "-" + i);
            }
        }
        for (String id : ids) {
            RecordKey key = RecordKey.global(id);
            Optional<Struct> expected = Optional.ofNullable(acknowledged.get(id))
                    .map(it -> Struct.builder().put("x", it).build());
            assertThat(store.find(key).map(it -> it.content())).as(id).isEqualTo(expected);
            assertThat(legacy.store(TYPE).find(key).map(it -> it.content()))
                    .as(id)
                    .isEqualTo(expected);
            assertThat(target.store(TYPE).find(key).map(it -> it.content()))
                    .as(id)
                    .isEqualTo(expected);
        }
    }
}
