// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.OpenReadmission;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** A readmission that is interrupted, that would leave types out, or that meets a process which missed it. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ReadmissionTest {

    private static final int PUTS = 50;

    private MongoEngine engine;
    private MongoDatabaseName mongo;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgres) {
        engine = mongoServer;
        mongo = mongoServer.createDatabase();
        fleet = new Fleet(mongo, postgres.createDatabase("readmission"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void anInterruptedReadmissionKeepsTheStoreBarredUntilItIsCarriedOutAgain() {
        targetLeadsAndMongoIsEmptied(Stage.TARGET_LED);
        try (FaultProxy link = FaultProxy.before(engine.address())) {
            Config config = config(Stage.TARGET_LED, link.address());
            try (OpenReadmission readmission = fleet.builder(
                            config, it -> it.listener(event -> cutAfterTheCopy(event, link)), Fleet.NOTE)
                    .readmission(Fleet.MODULE)) {
                ReadmissionPlan plan = readmission.plan().orElseThrow();
                assertThatThrownBy(() -> readmission.carryOut(plan, "MongoDB was emptied"))
                        .isInstanceOf(StoreException.class);
            }
        }

        assertThat(plan()).hasValueSatisfying(it -> {
            assertThat(it.serving()).isEqualTo(Side.TARGET);
            assertThat(it.losesWrites()).isFalse();
            assertThat(it.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Kind.UNFILLED));
        });
        Persistence first = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.SHADOW_READ)))
                .singleElement()
                .asString()
                .contains("has not filled it to the end", "persistence readmit");

        assertThat(Fleet.desk(first)
                        .readmit("the first try was interrupted")
                        .orElseThrow()
                        .isEqual())
                .isTrue();
        assertThat(plan()).isEmpty();
        Fleet.walk(first, Stage.SHADOW_READ);
        assertThat(Fleet.found(first, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void aProcessThatIsStillInTargetOnlyMarksWhatItWritesAfterTheReadmission() {
        targetLeadsAndMongoIsEmptied(Stage.TARGET_ONLY);
        Persistence late = fleet.open(
                fleet.yaml(Stage.TARGET_ONLY, "follow-interval: 10m, lease: 1h"),
                it -> it.gates(StageGate.none()).withoutReconcilers(),
                Fleet.NOTE);
        try (OpenReadmission readmission = fleet.builder(
                        Config.parse(fleet.yaml(Stage.TARGET_ONLY, "follow-interval: 100ms, lease: 1s"), Map.of()),
                        it -> it,
                        Fleet.NOTE)
                .readmission(Fleet.MODULE)) {
            assertThat(readmission
                            .carryOut(readmission.plan().orElseThrow(), "back to MongoDB")
                            .isEqual())
                    .isTrue();
        }

        assertThat(Fleet.desk(late).stage()).isEqualTo(Stage.TARGET_ONLY);
        assertThat(late.store(Fleet.Note.class)
                        .put(new Fleet.Note("late", "written by a process that missed it"), Precondition.none())
                        .isApplied())
                .isTrue();

        Persistence other = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        Fleet.walk(other, Stage.SHADOW_READ);
        assertThat(other.store(Fleet.Note.class).find("late")).isPresent();
        assertThat(Fleet.found(other, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void fromTargetOnlyTheLegacyStoreIsFilledAgainAndTheModuleWalksBack() {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.put(first, "old", 5);
        Fleet.walk(first, Stage.TARGET_ONLY);
        Fleet.put(first, "n", PUTS);
        assertThat(first.store(Fleet.Note.class)
                        .delete("old0", Precondition.none())
                        .isApplied())
                .isTrue();
        assertThat(Fleet.desk(first).readmission().plan()).isEmpty();

        ReadmissionPlan plan = Fleet.desk(first).readmission().plan(Side.TARGET);
        assertThat(plan.losesWrites()).isFalse();
        assertThat(Fleet.desk(first)
                        .readmission()
                        .carryOut(plan, "the way back is wanted again")
                        .isEqual())
                .isTrue();

        Fleet.awaitStage(first, Stage.TARGET_LED);
        Fleet.walk(first, Stage.SHADOW_READ);
        assertThat(Fleet.found(first, "n", PUTS)).isEqualTo(PUTS);
        assertThat(Fleet.found(first, "old", 5)).isEqualTo(4);
    }

    @Test
    void aReadmissionByAProcessThatDoesNotKnowEveryTypeIsRejected() {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE, Fleet.SLIP);
        Fleet.walk(first, Stage.TARGET_LED);
        Fleet.put(first, "n", 5);
        fleet.close(first);
        MongoBackup.empty(mongo);

        Persistence other = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        assertThatThrownBy(() -> {
                    var unused = Fleet.desk(other).readmit("MongoDB was emptied");
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("slips")
                .hasMessageContaining("readmit with a version that has them");
    }

    private void targetLeadsAndMongoIsEmptied(Stage stage) {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.walk(first, stage);
        Fleet.put(first, "n", PUTS);
        assertThat(Fleet.desk(first).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        fleet.close(first);
        MongoBackup.empty(mongo);
    }

    private Optional<ReadmissionPlan> plan() {
        Config config = Config.parse(fleet.yaml(Stage.TARGET_LED, "follow-interval: 100ms, lease: 1s"), Map.of());
        try (Inspection inspection = fleet.builder(config, it -> it, Fleet.NOTE).inspect()) {
            return inspection.module(Fleet.MODULE).readmissionPlan(Optional.empty());
        }
    }

    private Config config(Stage stage, InetSocketAddress address) {
        String direct = "localhost:" + engine.address().getPort();
        String yaml = fleet.yaml(stage, "follow-interval: 100ms, lease: 1s");
        assertThat(yaml).contains(direct);
        return Config.parse(yaml.replace(direct, "localhost:" + address.getPort()), Map.of());
    }

    private static void cutAfterTheCopy(DualWriteEvent event, FaultProxy link) {
        if (event instanceof DualWriteEvent.BackfillProgress) {
            link.refuse();
        }
    }
}
