// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGates;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.dualwrite.vitals.VitalsCollector;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** A policy takes the lead back: once for all processes, recorded, through the gates, and not again at once. */
class AutomaticRollbackTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final RollbackPolicy POLICY =
            RollbackPolicy.off().withErrors(0.10).withLeast(20).withTimes(Duration.ofMillis(100), Duration.ofHours(1));

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final List<MemoryModule> opened = new ArrayList<>();
    private final VitalsCollector ofFirst = new VitalsCollector(Duration.ofMinutes(1));
    private final VitalsCollector ofSecond = new VitalsCollector(Duration.ofMinutes(1));

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }

    @Test
    void oneProcessTakesTheLeadBackForAllAndSaysWhy() {
        MemoryModule first = open(ofFirst, it -> it.gates(StageGates.cooledDown()));
        MemoryModule second = open(ofSecond, it -> it.gates(StageGates.cooledDown()));
        first.walkTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> second.module.stage() == Stage.TARGET_LED);
        put(first, "before");
        await().atMost(PATIENCE).until(() -> isWatched());

        failing(ofFirst, 15);
        failing(ofSecond, 15);

        await().atMost(PATIENCE)
                .until(() -> Stream.of(first, second).allMatch(it -> it.module.stage() == Stage.SHADOW_READ));
        await().atMost(PATIENCE).until(() -> !ended().isEmpty());
        assertThat(ended()).singleElement().satisfies(it -> {
            assertThat(it.refusals()).isEmpty();
            assertThat(it.reason()).contains("calls failed");
        });
        assertThat(first.module.auditTrail().stream().filter(it -> it.action().kind() == AuditAction.Kind.ORDERED))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.action().by()).isEqualTo("the rollback policy");
                    assertThat(it.action().subject()).isEqualTo("target-led -> shadow-read");
                    assertThat(it.action().reason()).contains("calls failed");
                });
        assertThat(legacy.store(TYPE).find(RecordKey.global("before"))).isPresent();
        assertThat(second.module.moveTo(Stage.TARGET_LED))
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons())
                                .singleElement()
                                .asString()
                                .contains("cool-down: rolled back automatically", "calls failed", "PT1H"));
    }

    @Test
    void whatTheGatesRefuseIsNotDoneAndSaidOnce() {
        MemoryModule only = open(
                ofFirst,
                it -> it.gates(step -> step.is(Stage.TARGET_LED, Stage.SHADOW_READ)
                        ? List.of(GateAnswer.refused("dead letters", "3 dead letter(s)", "mend them"))
                        : List.of()));
        only.walkTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> isWatched());

        failing(ofFirst, 30);

        await().atMost(PATIENCE).until(() -> !ended().isEmpty());
        assertThat(ended().get(0).refusals()).containsExactly("dead letters: 3 dead letter(s); mend them");
        assertThat(ended().get(0).reached()).isEqualTo(Stage.TARGET_LED);
        assertThat(only.module.stage()).isEqualTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> legacy.entries().find("rollback").isEmpty());
    }

    /** A process may die between its note and the move; what it noted must not keep the next one from moving. */
    @Test
    void aRollbackThatWasNotedAndNotMadeIsMade() {
        MemoryModule only = open(ofFirst, it -> it).walkTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> isWatched());
        await().atMost(PATIENCE).until(() -> target.entries().find("lead").isPresent());
        EntryText lead =
                EntryText.read(target.entries().find("lead").orElseThrow().text());
        assertThat(legacy.entries().insert("rollback", note(lead.number("epoch"))))
                .isTrue();

        failing(ofFirst, 30);

        await().atMost(PATIENCE).until(() -> only.module.stage() == Stage.SHADOW_READ);
    }

    @Test
    void oneThatWasMadeIsNotMadeAgainWithinItsCoolDown() {
        MemoryModule only = open(ofFirst, it -> it).walkTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> isWatched());
        assertThat(legacy.entries().insert("rollback", note(1))).isTrue();

        failing(ofFirst, 30);

        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> only.module.stage() == Stage.TARGET_LED);
        assertThat(ended()).isEmpty();
        assertThat(legacy.entries().find("rollback")).isPresent();
    }

    /** What nobody could have answered otherwise says nothing of the store that leads. */
    @Test
    void absentRecordsAndMadeUpPageTokensAreNoErrors() {
        MemoryModule only = open(ofFirst, it -> it).walkTo(Stage.TARGET_LED);
        Vitals before = ofFirst.look(System.nanoTime(), List.of());
        Query forged = Query.all().after(new PageToken("made up"));
        for (int i = 0; i < 30; i++) {
            assertThat(only.store().delete(RecordKey.global("none"), Precondition.none()))
                    .isInstanceOf(WriteOutcome.NotApplied.class);
            assertThatThrownBy(() -> only.store().query(Optional.empty(), forged))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        Vitals after = ofFirst.look(System.nanoTime(), List.of());

        assertThat(after.calls().all() - before.calls().all()).isEqualTo(60);
        assertThat(after.calls().bad()).isZero();
    }

    @Test
    void anotherProcessWatchesWhenTheOneThatDidIsGone() {
        MemoryModule first = open(ofFirst, it -> it).walkTo(Stage.TARGET_LED);
        await().atMost(PATIENCE).until(() -> isWatched());
        String before = target.entries().find("rollback-watch").orElseThrow().text();
        MemoryModule second = open(ofSecond, it -> it);
        first.close();

        await().atMost(PATIENCE)
                .until(() -> !target.entries()
                        .find("rollback-watch")
                        .orElseThrow()
                        .text()
                        .equals(before));
        failing(ofSecond, 30);
        await().atMost(PATIENCE).until(() -> second.module.stage() == Stage.SHADOW_READ);
        assertThat(legacy.control().read().leads()).isTrue();
    }

    @Test
    void withoutAPolicyNothingWatches() {
        MemoryModule module = opened(MemoryModule.over(
                legacy, target, TYPE, it -> follow(it).vitals(ofFirst).listener(ofFirst)));
        module.walkTo(Stage.TARGET_LED);

        assertThat(module.module.health()).noneMatch(it -> it.task().equals("rollback-watch"));
        assertThat(module.module.stage().leader()).isEqualTo(Side.TARGET);
    }

    /** What is noted before the lead goes back from a store that led since this epoch. */
    private static String note(long leadEpoch) {
        return EntryText.empty()
                .with("reason", "30 of 30 calls failed")
                .with("coolDown", Duration.ofHours(1).toMillis())
                .with("left", leadEpoch)
                .write();
    }

    private boolean isWatched() {
        return target.entries().find("rollback-watch").isPresent();
    }

    private List<DualWriteEvent.RollbackEnded> ended() {
        return opened.stream()
                .flatMap(it -> it.received(DualWriteEvent.RollbackEnded.class).stream())
                .toList();
    }

    /** Calls whose outcome nobody knows, as a leader in distress gives them. */
    private static void failing(VitalsCollector vitals, int calls) {
        for (int i = 0; i < calls; i++) {
            vitals.on(new DualWriteEvent.WriteCompleted(
                    "module",
                    "things",
                    RecordKey.global("k" + i),
                    Stage.TARGET_LED,
                    Action.PUT,
                    Result.UNKNOWN,
                    Duration.ofMillis(1)));
        }
    }

    private static void put(MemoryModule module, String id) {
        assertThat(module.store()
                        .put(
                                RecordKey.global(id),
                                Struct.builder().put("note", "x").build(),
                                Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private MemoryModule open(VitalsCollector vitals, UnaryOperator<DualWriteModuleBuilder> options) {
        return opened(MemoryModule.over(
                legacy,
                target,
                TYPE,
                it -> options.apply(follow(it)).vitals(vitals).listener(vitals).rollback(POLICY)));
    }

    private static DualWriteModuleBuilder follow(DualWriteModuleBuilder builder) {
        return builder.stagePolicy(StagePolicy.defaults().with(Duration.ofMillis(20), Duration.ofMillis(300)));
    }

    private MemoryModule opened(MemoryModule module) {
        opened.add(module);
        return module;
    }
}
