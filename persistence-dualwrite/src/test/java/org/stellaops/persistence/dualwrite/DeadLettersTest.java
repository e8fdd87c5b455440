// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport.Outcome;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.metrics.MicrometerListener;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RetryRule;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.testkit.leak.Injected;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What the follower refuses is tried a stated number of times, is then a dead letter, and stays pending all the while. */
class DeadLettersTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey GOOD = RecordKey.global("good");
    private static final RecordKey BAD = RecordKey.global("bad");
    private static final Struct FINE = Struct.builder().put("note", "fine").build();
    private static final Struct HARMFUL =
            Struct.builder().put("note", Injected.text("harmful-secret")).build();
    private static final RetryRule THREE_TRIES = new RetryRule(3, Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final RejectingFollower follower = new RejectingFollower(DeadLettersTest::isHarmful);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable it : opened) {
            it.close();
        }
    }

    @Test
    void aRefusedRecordIsTriedAsOftenAsStatedAndThenKeepsItsPendingFlag() {
        MemoryModule module = legacyLeads();
        write(module);

        assertThat(module.module.reconcile().blocked()).isEqualTo(1);
        assertThat(tries(module)).isEqualTo(1);
        int asked = follower.rejections();
        assertThat(module.module.reconcile().skipped()).as("not due yet").isEqualTo(1);
        assertThat(follower.rejections()).isEqualTo(asked);

        exhaust(module);
        assertThat(follower.rejections()).isEqualTo(asked + 2);
        assertThat(module.module
                        .deadLetters()
                        .page(TYPE, Which.DEAD, Optional.empty(), 10)
                        .entries())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.key()).isEqualTo(BAD);
                    assertThat(it.tries()).isEqualTo(3);
                    assertThat(it.reason()).isEqualTo(RejectingFollower.REASON);
                    assertThat(it.firstAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
                    assertThat(it.lastAt()).isAfter(it.firstAt());
                });
        assertThat(module.received(DualWriteEvent.DeadLettered.class))
                .extracting(DualWriteEvent.DeadLettered::key)
                .containsExactly(BAD);
        assertThat(module.module.pendingDepth()).isEqualTo(1);
        assertThat(module.target.store(TYPE).find(GOOD)).isPresent();
        await().until(() -> module.module.reconcile().skipped() == 1
                && module.received(DualWriteEvent.BacklogMeasured.class).stream()
                        .anyMatch(it -> it.pending() == 1 && it.dead().equals(Optional.of(1L))));

        now = now.plus(Duration.ofDays(30));
        assertThat(module.module.reconcile().skipped()).isEqualTo(1);
        assertThat(follower.rejections()).isEqualTo(asked + 2);
        assertThat(module.events).noneMatch(it -> it.toString().contains("secret"));
    }

    @Test
    void aNewWriteSupersedesADeadLetter() {
        MemoryModule module = legacyLeads();
        write(module);
        exhaust(module);

        put(module, BAD, FINE);

        assertThat(module.module.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(module.module.reconcile().seen()).isZero();
        assertThat(entries(module)).isEmpty();
        assertThat(module.target.store(TYPE).find(BAD)).isPresent();
    }

    @Test
    void anotherWriteThatIsRefusedIsTriedAnew() {
        MemoryModule module = legacyLeads();
        write(module);
        exhaust(module);

        put(module, BAD, HARMFUL.with("note", Value.of("harmful too")));

        assertThat(module.module.reconcile().blocked()).isEqualTo(1);
        assertThat(tries(module)).isEqualTo(1);
    }

    @Test
    void aRetryOnCommandSaysWhatHappened() {
        MemoryModule module = legacyLeads();
        write(module);
        exhaust(module);

        RetryReport refused = module.module.deadLetters().retry();
        assertThat(refused.items())
                .containsExactly(new RetryReport.Retried("things", BAD, Outcome.REFUSED, RejectingFollower.REASON));
        assertThat(tries(module)).isEqualTo(1);
        assertThat(module.received(DualWriteEvent.DeadLetterRetried.class))
                .extracting(DualWriteEvent.DeadLetterRetried::tries)
                .containsExactly(3);
        assertThat(module.module.deadLetters().retry(TYPE).total())
                .as("none is dead")
                .isZero();

        follower.mend();
        RetryReport delivered = module.module.deadLetters().retry(TYPE, BAD);
        assertThat(delivered.delivered()).isEqualTo(1);
        assertThat(module.module.pendingDepth()).isZero();
        assertThat(entries(module)).isEmpty();
        assertThat(module.module.deadLetters().retry(TYPE, BAD)).isEqualTo(RetryReport.EMPTY);
    }

    @Test
    void aRetryOfAllGoesBeyondTheFirstPage() {
        MemoryModule module = legacyLeads();
        int many = 101;
        for (int i = 0; i < many; i++) {
            put(module, RecordKey.global("bad" + i), HARMFUL);
        }
        for (int i = 0; i < 3; i++) {
            module.module.reconcile();
            now = now.plus(Duration.ofSeconds(11));
        }
        follower.mend();

        assertThat(module.module.deadLetters().retry().delivered()).isEqualTo(many);

        assertThat(module.module.pendingDepth()).isZero();
    }

    @Test
    void aRetryThatCannotReachTheFollowerStaysDue() {
        MemoryModule module = legacyLeads();
        write(module);
        exhaust(module);
        follower.mend();
        module.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected outage")));

        RetryReport report = module.module.deadLetters().retry();

        assertThat(report.items())
                .containsExactly(new RetryReport.Retried("things", BAD, Outcome.QUEUED, "injected outage"));
        module.target.fail(Optional.empty());
        assertThat(module.module.reconcile().replicated()).isEqualTo(1);
        assertThat(entries(module)).isEmpty();
    }

    @Test
    void aFollowerThatDoesNotAnswerIsNoFaultOfARecord() {
        MemoryModule module = legacyLeads();
        module.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected outage")));
        put(module, GOOD, FINE);
        put(module, BAD, FINE);

        for (int i = 0; i < 5; i++) {
            assertThat(module.module.reconcile().failed()).isPositive();
        }

        assertThat(module.module
                        .deadLetters()
                        .page(TYPE, Which.ALL, Optional.empty(), 10)
                        .entries())
                .isEmpty();
    }

    @Test
    void aRefusedDeleteIsADeadLetterToo() {
        RejectingFollower refusing = new RejectingFollower(Image.Tombstone.class::isInstance);
        MemoryTargetBackend target = new MemoryTargetBackend();
        MemoryModule module = open(Stage.DUAL_WRITE, it -> it.target(refusing.target(target)));
        put(module, BAD, FINE);
        assertThat(module.module.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(module.store().delete(BAD, Precondition.none()).isApplied()).isTrue();

        now = now.plus(Duration.ofMinutes(1));
        exhaust(module);

        assertThat(entries(module)).singleElement().matches(RejectedImage::isDead);
        refusing.mend();
        assertThat(module.module.deadLetters().retry().delivered()).isEqualTo(1);
        assertThat(target.store(TYPE).find(BAD)).isEmpty();
        assertThat(module.module.pendingDepth()).isZero();
    }

    @Test
    void aLegacyStoreThatFollowsRefusesAsWell() {
        MemoryLegacyBackend legacy = new MemoryLegacyBackend();
        MemoryModule module = open(Stage.TARGET_LED, it -> it.legacy(follower.legacy(legacy, GOOD)));
        put(module, GOOD, FINE);
        assertThat(module.module.drain(Duration.ofSeconds(10))).isTrue();
        put(module, BAD, HARMFUL);

        exhaust(module);

        assertThat(entries(module)).singleElement().satisfies(it -> {
            assertThat(it.isDead()).isTrue();
            assertThat(it.reason()).contains("bad", "good", "injected_key");
        });
        assertThat(module.target.deadLetters().count("things", 10)).isEqualTo(1);
        follower.mend();
        assertThat(module.module.deadLetters().retry().delivered()).isEqualTo(1);
        assertThat(legacy.store(TYPE).find(BAD)).isPresent();
    }

    @Test
    void aChangeOfLeaderTriesDeadLettersOnceAndNamesThem() {
        MemoryModule module = open(Stage.SHADOW_READ, it -> it);
        write(module);
        exhaust(module);
        int asked = follower.rejections();

        MoveResult refused = module.module.moveTo(Stage.TARGET_LED);

        assertThat(refused)
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(String.join("", it.reasons()))
                                .contains(
                                        "1 key(s)",
                                        "bad (" + RejectingFollower.REASON + ")",
                                        "change or delete these records"));
        assertThat(follower.rejections()).isGreaterThan(asked);
        assertThat(entries(module)).singleElement().matches(RejectedImage::isDead);

        follower.mend();
        assertThat(module.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Moved.class);
        assertThat(module.legacy.deadLetters().list("things", Which.ALL, Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void whatIsKnownSurvivesARestart() {
        MemoryModule module = legacyLeads();
        write(module);
        exhaust(module);
        module.close();

        MemoryModule again = module.again(
                it -> options(it).target(follower.target(module.target)).stage(Stage.DUAL_WRITE));
        opened.add(again);

        assertThat(entries(again)).singleElement().matches(RejectedImage::isDead);
        assertThat(again.module.reconcile().skipped()).isEqualTo(1);
    }

    @Test
    void bookkeepingThatFailsHoldsUpNothing() {
        MemoryLegacyBackend legacy = new MemoryLegacyBackend();
        DeadLetters broken = broken();
        LegacyBackend withoutLetters = (LegacyBackend) Proxy.newProxyInstance(
                LegacyBackend.class.getClassLoader(),
                new Class<?>[] {LegacyBackend.class},
                (self, method, args) -> method.getName().equals("deadLetters") ? broken : method.invoke(legacy, args));
        MemoryTargetBackend target = new MemoryTargetBackend();
        MemoryModule module =
                open(Stage.DUAL_WRITE, it -> it.legacy(withoutLetters).target(follower.target(target)));
        write(module);

        assertThat(module.module.reconcile().blocked()).isEqualTo(1);
        assertThat(module.module.reconcile().blocked()).isEqualTo(1);
        assertThat(target.store(TYPE).find(GOOD)).isPresent();
        assertThat(module.received(DualWriteEvent.DeadLettersNotKept.class))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
    }

    @Test
    void depthAgeAndDeadLettersAreMeasuredWhicheverStoreLeads() {
        for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.TARGET_LED)) {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            MemoryModule module = open(stage, it -> it.listener(new MicrometerListener(meters)));
            module.target.fail(outageOf(stage, Stage.DUAL_WRITE));
            module.legacy.fail(outageOf(stage, Stage.TARGET_LED));
            put(module, GOOD, FINE);
            now = now.plus(Duration.ofMillis(2_500));
            put(module, BAD, FINE);

            assertThat(reconcileFails(module)).isTrue();

            assertThat(meters.get("persistence.pending")
                            .tags("module", "module", "entity", "things")
                            .gauge()
                            .value())
                    .as("depth in %s", stage)
                    .isEqualTo(2);
            assertThat(meters.get("persistence.pending.age").gauge().value()).isEqualTo(2.5);
            assertThat(meters.get("persistence.dead").gauge().value()).isZero();
        }
    }

    @Test
    void pendingFlagsAreMeasuredInAStageThatSendsNothing() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MemoryModule module = MemoryModule.in(
                Stage.LEGACY_ONLY,
                TYPE,
                it -> it.listener(new MicrometerListener(meters)).reconcileEvery(Duration.ofMillis(5)));
        opened.add(module);
        put(module, GOOD, FINE);

        await().until(() -> meters.find("persistence.pending").gauges().stream().anyMatch(it -> it.value() == 1));
        assertThat(module.target.store(TYPE).count()).isZero();
    }

    private static Optional<Fault> outageOf(Stage now, Stage affected) {
        return now == affected ? Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected outage")) : Optional.empty();
    }

    /** While the follower is down a pass may fail as a whole. */
    private static boolean reconcileFails(MemoryModule module) {
        try {
            return module.module.reconcile().failed() > 0;
        } catch (StoreException e) {
            return true;
        }
    }

    private MemoryModule legacyLeads() {
        return open(Stage.DUAL_WRITE, it -> it);
    }

    private MemoryModule open(Stage stage, UnaryOperator<DualWriteModuleBuilder> more) {
        MemoryTargetBackend target = new MemoryTargetBackend();
        MemoryModule module = MemoryModule.over(
                        new MemoryLegacyBackend(),
                        target,
                        TYPE,
                        it -> more.apply(options(it).target(follower.target(target))))
                .walkTo(stage);
        opened.add(module);
        return module;
    }

    private DualWriteModuleBuilder options(DualWriteModuleBuilder it) {
        InstantSource clock = () -> now;
        return it.clock(clock)
                .reconciler(ReconcilerPolicy.defaults().withRetries(THREE_TRIES))
                .follower(FollowerPolicy.sync())
                .withoutReconciler();
    }

    private static void write(MemoryModule module) {
        put(module, GOOD, FINE);
        put(module, BAD, HARMFUL);
    }

    private static void put(MemoryModule module, RecordKey key, Struct content) {
        assertThat(module.store().put(key, content, Precondition.none()).isApplied())
                .isTrue();
    }

    /** Goes on until the record has been refused as often as stated. */
    private void exhaust(MemoryModule module) {
        for (int i = 0; i < 5; i++) {
            module.module.reconcile();
            now = now.plus(Duration.ofSeconds(11));
        }
        assertThat(entries(module)).hasSize(1);
    }

    private static int tries(MemoryModule module) {
        return module.module
                .deadLetters()
                .find(TYPE, BAD)
                .map(RejectedImage::tries)
                .orElse(0);
    }

    private static List<RejectedImage> entries(MemoryModule module) {
        return module.module
                .deadLetters()
                .page(TYPE, Which.ALL, Optional.empty(), 10)
                .entries();
    }

    private static boolean isHarmful(Image image) {
        return image instanceof Image.Present it
                && it.content()
                        .find("note")
                        .filter(note -> note.toString().contains("harmful"))
                        .isPresent();
    }

    private static DeadLetters broken() {
        return (DeadLetters) Proxy.newProxyInstance(
                DeadLetters.class.getClassLoader(), new Class<?>[] {DeadLetters.class}, (self, method, args) -> {
                    throw new StoreException(Fault.Kind.UNAVAILABLE, "injected: not authorized", null);
                });
    }
}
