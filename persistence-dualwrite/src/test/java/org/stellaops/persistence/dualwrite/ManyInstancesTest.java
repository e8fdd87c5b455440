// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RetryRule;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** Several processes reconcile one backlog at once, some of which the follower refuses. */
class ManyInstancesTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final int INSTANCES = 4;
    private static final int RECORDS = 400;
    private static final int REFUSED = 20;
    private static final RetryRule QUICK = new RetryRule(3, Duration.ofMillis(2), Duration.ofMillis(8));

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final RejectingFollower follower = new RejectingFollower(ManyInstancesTest::isRefused);
    private final List<MemoryModule> instances = new ArrayList<>();

    @Test
    void everythingSettlesOnceAndTriesAreCountedRight() {
        try {
            writeABacklog();
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(MemoryModule.over(
                        legacy, target, TYPE, it -> options(it).stage(Stage.DUAL_WRITE)));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            letters().size() == REFUSED && legacy.store(TYPE).pendingCount() == REFUSED);

            assertThat(letters()).allMatch(it -> it.tries() == 3 && it.isDead());
            assertThat(received(DualWriteEvent.DeadLettered.class))
                    .extracting(DualWriteEvent.DeadLettered::key)
                    .doesNotHaveDuplicates()
                    .hasSize(REFUSED);
            assertThat(received(DualWriteEvent.DeadLettersNotKept.class)).isEmpty();
            assertThat(states(target.store(TYPE))).hasSize(RECORDS - REFUSED).isSubsetOf(states(legacy.store(TYPE)));

            follower.mend();
            assertThat(instances.get(1).module.deadLetters().retry().total()).isEqualTo(REFUSED);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> legacy.store(TYPE).pendingCount() == 0
                            && legacy.deadLetters()
                                    .list("things", Which.ALL, Optional.empty(), 1)
                                    .isEmpty());
            assertThat(states(target.store(TYPE))).isEqualTo(states(legacy.store(TYPE)));
        } finally {
            instances.forEach(MemoryModule::close);
        }
    }

    @Test
    void oneInstanceSendsNoMoreThanItMay() {
        try {
            writeABacklog();
            follower.mend();
            long began = System.nanoTime();
            instances.add(MemoryModule.over(
                    legacy,
                    target,
                    TYPE,
                    it -> options(it)
                            .reconciler(ReconcilerPolicy.defaults()
                                    .withEvery(Duration.ofMillis(20))
                                    .withLimits(OptionalInt.of(100), 30))
                            .stage(Stage.DUAL_WRITE)));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> legacy.store(TYPE).pendingCount() == 0);

            // The first hundred may go at once, and each further hundred a second later; the first second may have
            // begun.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(states(target.store(TYPE))).isEqualTo(states(legacy.store(TYPE)));
        } finally {
            instances.forEach(MemoryModule::close);
        }
    }

    private void writeABacklog() {
        MemoryModule writer = MemoryModule.over(
                        legacy,
                        target,
                        TYPE,
                        it -> options(it).stage(Stage.LEGACY_ONLY).withoutReconciler())
                .walkTo(Stage.DUAL_WRITE);
        target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected outage")));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(writer.store()
                            .put(
                                    RecordKey.global("k" + i),
                                    Struct.builder()
                                            .put("note", i < REFUSED ? "harmful" : "fine")
                                            .build(),
                                    Precondition.none())
                            .isApplied())
                    .isTrue();
        }
        writer.close();
        assertThat(legacy.store(TYPE).pendingCount()).isEqualTo(RECORDS);
        target.fail(Optional.empty());
    }

    private DualWriteModuleBuilder options(DualWriteModuleBuilder it) {
        return it.target(follower.target(target))
                .reconciler(ReconcilerPolicy.defaults()
                        .withEvery(Duration.ofMillis(2))
                        .withLimits(OptionalInt.empty(), 50)
                        .withRetries(QUICK));
    }

    private List<RejectedImage> letters() {
        return legacy.deadLetters().list("things", Which.DEAD, Optional.empty(), RECORDS);
    }

    private <T extends DualWriteEvent> List<T> received(Class<T> kind) {
        return instances.stream().flatMap(it -> it.received(kind).stream()).toList();
    }

    private static boolean isRefused(Image image) {
        return image instanceof Image.Present it
                && it.content()
                        .find("note")
                        .filter(note -> note.toString().contains("harmful"))
                        .isPresent();
    }

    private static List<String> states(ReadableStore store) {
        List<String> states = new ArrayList<>();
        try (Scan<ScanEntry> scan = store.scan(Optional.empty())) {
            scan.forEachRemaining(it -> states.add(it.key() + " " + it.stamp() + " " + it.contentHash()));
        }
        return states;
    }
}
