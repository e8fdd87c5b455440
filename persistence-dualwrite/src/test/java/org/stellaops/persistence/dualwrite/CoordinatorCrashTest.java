// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/**
 * The process that moves the lead dies at its first statement, at its second, and so on until a move has none left: another process
 * finishes or aborts what it began, one store leads, and nothing that was acknowledged is lost.
 */
class CoordinatorCrashTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final int RECORDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({
        "SHADOW_READ, TARGET_LED, BEFORE",
        "SHADOW_READ, TARGET_LED, AFTER",
        "TARGET_LED, SHADOW_READ, BEFORE",
        "TARGET_LED, SHADOW_READ, AFTER"
    })
    void anotherProcessFinishesOrAborts(Stage from, Stage to, MortalProcess.Death death) {
        int finished = 0;
        int aborted = 0;
        int statement = 1;
        for (Ending ending = die(from, to, death, statement);
                ending != Ending.LIVED;
                ending = die(from, to, death, statement)) {
            finished += ending == Ending.FINISHED ? 1 : 0;
            aborted += ending == Ending.ABORTED ? 1 : 0;
            statement++;
        }
        System.out.println("coordinator-crash: from=" + from + " to=" + to + " dies=" + death + " statements="
                + (statement - 1) + " finished=" + finished + " aborted=" + aborted);
        assertThat(finished).isPositive();
        assertThat(aborted).isPositive();
    }

    private enum Ending {
        FINISHED,
        ABORTED,
        /** The move had no such statement any more. */
        LIVED
    }

    private static Ending die(Stage from, Stage to, MortalProcess.Death death, int statement) {
        MemoryLegacyBackend legacy = new MemoryLegacyBackend();
        MemoryTargetBackend target = new MemoryTargetBackend();
        MortalProcess mortal = new MortalProcess(death);
        try (MemoryModule survivor = MemoryModule.over(legacy, target, TYPE, CoordinatorCrashTest::following);
                MemoryModule coordinator = MemoryModule.over(
                        legacy,
                        target,
                        TYPE,
                        it -> following(it).legacy(mortal.of(legacy)).target(mortal.of(target)))) {
            survivor.walkTo(from);
            soon().until(() -> coordinator.module.stage() == from);
            for (int i = 0; i < RECORDS; i++) {
                put(survivor, "k" + i);
            }
            boolean died = mortal.diesAt(statement, () -> coordinator.module.moveTo(to));
            if (!died) {
                assertThat(coordinator.module.stage()).isEqualTo(to);
                return Ending.LIVED;
            }
            Side leads = awaitLeader(legacy.control(), target.control(), survivor);
            put(survivor, "after");
            assertThat(survivor.module.drain(PATIENCE)).isTrue();
            for (String id : new String[] {"k0", "k1", "k2", "after"}) {
                assertThat(legacy.store(TYPE).find(RecordKey.global(id)))
                        .as("%s, %s", statement, id)
                        .isPresent();
                assertThat(target.store(TYPE).find(RecordKey.global(id)))
                        .as("%s, %s", statement, id)
                        .isPresent();
            }
            return leads == to.leader() ? Ending.FINISHED : Ending.ABORTED;
        }
    }

    /** Until exactly one store leads, and the survivor serves by it. */
    private static Side awaitLeader(ControlStore legacy, ControlStore target, MemoryModule survivor) {
        soon().until(() -> {
            boolean byLegacy = legacy.read().phase() == Phase.STEADY;
            boolean byTarget = target.read().phase() == Phase.STEADY;
            Side served = survivor.module.stage().leader();
            return byLegacy != byTarget && served == (byLegacy ? Side.LEGACY : Side.TARGET);
        });
        return survivor.module.stage().leader();
    }

    private static void put(MemoryModule module, String id) {
        soon().until(() -> module.store()
                .put(RecordKey.global(id), Struct.builder().put("note", "x").build(), Precondition.none())
                .isApplied());
    }

    /** Hundreds of deaths wait for something, and none should wait for the clock of the wait. */
    private static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static DualWriteModuleBuilder following(DualWriteModuleBuilder builder) {
        return builder.withoutReconciler()
                .stagePolicy(StagePolicy.defaults().with(Duration.ofMillis(10), Duration.ofMillis(60)));
    }
}
