// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.perimeter.Fleet.Slip;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** The stage has one owner, whatever a process believes, is configured with, or dies in the middle of. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class StageOwnerTest {

    private static final int PUTS = 200;

    @TempDir
    Path folder;

    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongo, PostgresEngine postgres) {
        fleet = new Fleet(mongo.createDatabase(), postgres.createDatabase("perimeter"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void thePointOfNoReturnHoldsForEveryProcess() {
        Persistence first = fleet.open(Stage.LEGACY_ONLY, Fleet.NOTE);
        Fleet.walk(first, Stage.TARGET_LED);
        Persistence late = fleet.open(
                fleet.yaml(Stage.TARGET_LED, "follow-interval: 10m, lease: 1h"),
                it -> it.gates(StageGate.none()),
                Fleet.NOTE);
        Fleet.walk(first, Stage.TARGET_ONLY);
        Fleet.put(first, "n", PUTS);
        assertThat(Fleet.desk(late).stage()).isEqualTo(Stage.TARGET_LED);

        assertThat(Fleet.refusal(Fleet.desk(late).moveTo(Stage.SHADOW_READ)))
                .singleElement()
                .asString()
                .contains("target-only is the point of no return");

        assertThat(Fleet.found(late, "n", PUTS)).isEqualTo(PUTS);
        Persistence again = fleet.open(Stage.RAMP_DOWN, Fleet.NOTE);
        assertThat(Fleet.desk(again).stage()).isEqualTo(Stage.TARGET_ONLY);
        assertThat(Fleet.desk(again).stageStatus().differsFromConfiguration()).isTrue();
        assertThat(fleet.received(DualWriteEvent.StageDiffers.class))
                .contains(new DualWriteEvent.StageDiffers(Fleet.MODULE, Stage.RAMP_DOWN, Stage.TARGET_ONLY));
    }

    @Test
    void aProcessDoesNotMoveTheLeadWhileTypesThatItDoesNotKnowWereWritten() {
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Persistence old = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
            Persistence next = fleet.open(
                    fleet.yaml(Stage.SHADOW_READ, "follow-interval: 100ms, lease: 1s", link.address()),
                    it -> it.gates(StageGate.none()),
                    Fleet.NOTE,
                    Fleet.SLIP);
            link.refuse();
            for (int i = 0; i < 50; i++) {
                assertThat(next.store(Slip.class)
                                .put(new Slip("s" + i, "b"), Precondition.none())
                                .isApplied())
                        .isTrue();
            }

            assertThat(Fleet.refusal(Fleet.desk(old).moveTo(Stage.TARGET_LED)))
                    .singleElement()
                    .asString()
                    .contains("slips", "does not know the type", "finish the rolling deploy");

            link.forward();
            Fleet.walk(next, Stage.TARGET_LED);
            for (int i = 0; i < 50; i++) {
                assertThat(next.store(Slip.class).find("s" + i)).isPresent();
            }
            Fleet.awaitStage(old, Stage.TARGET_LED);
        }
    }

    @Test
    void aTypeThatNobodyKnowsAnyMoreIsDrainedByNobodyAndSoMustBeRetired() {
        Persistence next = fleet.open(Stage.SHADOW_READ, Fleet.NOTE, Fleet.SLIP);
        fleet.close(next);
        Persistence old = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);

        assertThat(Fleet.refusal(Fleet.desk(old).moveTo(Stage.TARGET_LED)))
                .singleElement()
                .asString()
                .contains("slips", "no process", "retire");

        assertThat(Fleet.desk(old).retireType("slips", "the feature was withdrawn before anybody used it"))
                .isTrue();
        Fleet.walk(old, Stage.TARGET_LED);
    }

    @Test
    void anEditThatWasRefusedIsAskedAgainUntilItIsGranted() throws IOException {
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Path file = folder.resolve("persistence.yaml");
            Persistence first = openFile(file, Stage.LEGACY_ONLY, link);
            Fleet.put(first, "n", 5);
            link.refuse();
            link.cut();

            write(file, Stage.DUAL_WRITE, link);
            await().atMost(Fleet.PATIENCE)
                    .until(() -> !Fleet.desk(first).stageStatus().reasons().isEmpty());
            assertThat(Fleet.desk(first).stageStatus().wish()).contains(Stage.DUAL_WRITE);
            assertThat(Fleet.desk(first).stageStatus().reasons()).asString().contains("target");
            Fleet.put(first, "m", 5);

            link.forward();
            Fleet.awaitStage(first, Stage.DUAL_WRITE);
            await().atMost(Fleet.PATIENCE)
                    .until(() -> Fleet.desk(first).stageStatus().wish().isEmpty());
            assertThat(Fleet.found(first, "n", 5) + Fleet.found(first, "m", 5)).isEqualTo(10);
        }
    }

    @Test
    void aWishCanBeWithdrawn() throws IOException {
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Path file = folder.resolve("persistence.yaml");
            Persistence first = openFile(file, Stage.LEGACY_ONLY, link);
            link.refuse();
            link.cut();
            assertThat(Fleet.desk(first).ask(Stage.DUAL_WRITE)).isInstanceOf(MoveResult.Refused.class);

            Fleet.desk(first).withdraw();

            assertThat(Fleet.desk(first).stageStatus().wish()).isEmpty();
        }
    }

    @Test
    void aMoveInOneProcessTakesEveryOtherAlongAndARestartWithTheOldFileServes() {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Persistence second = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.put(first, "n", 20);

        Fleet.walk(first, Stage.TARGET_LED);

        Fleet.awaitStage(second, Stage.TARGET_LED);
        Fleet.put(second, "m", 20);
        Persistence restarted = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        assertThat(Fleet.desk(restarted).stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(Fleet.found(restarted, "n", 20) + Fleet.found(restarted, "m", 20))
                .isEqualTo(40);
    }

    @Test
    void aMoveWhoseProcessDiedIsAbortedByAnotherWithinALease() {
        Persistence first = fleet.open(
                fleet.yaml(Stage.SHADOW_READ, "follow-interval: 100ms, lease: 1s"),
                it -> it.gates(StageGate.none()),
                Fleet.NOTE);
        ControlStore control = Fleet.desk(first).legacy().control();
        ControlRecord now = control.read();

        assertThat(control.compareAndSet(now, now.at(Phase.MOVING, now.epoch())))
                .isTrue();

        await().atMost(Fleet.PATIENCE).until(() -> control.read().phase() == Phase.STEADY);
        assertThat(control.read().stage()).contains(Stage.SHADOW_READ);
        Fleet.put(first, "n", 5);
    }

    @Test
    void aMoveThatWasDecidedAndLeftIsTakenUpByAProcessThatServes() {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.put(first, "n", 20);
        assertThat(Fleet.desk(first).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        ControlStore control = Fleet.desk(first).legacy().control();
        ControlRecord now = control.read();
        ControlRecord away = now.at(Phase.AWAY, now.epoch() + 2).in(Stage.TARGET_LED);
        ControlStore next = Fleet.desk(first).target().control();
        ControlRecord told = next.read();
        assertThat(next.compareAndSet(told, told.at(Phase.AWAY, now.epoch() + 1)))
                .isTrue();

        assertThat(control.compareAndSet(now, away)).isTrue();

        Fleet.awaitStage(first, Stage.TARGET_LED);
        assertThat(Fleet.found(first, "n", 20)).isEqualTo(20);
    }

    @Test
    void closingAProcessThatMovesTheLeadAbortsTheMoveFirst() throws Exception {
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Persistence other = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
            Persistence mover = fleet.open(
                    fleet.yaml(Stage.SHADOW_READ, "follow-interval: 100ms, lease: 1s", link.address()),
                    it -> it.gates(StageGate.none()).withoutReconcilers(),
                    Fleet.NOTE);
            link.delay(Duration.ofMillis(300));
            Thread thread = new Thread(() -> {
                MoveResult unused = Fleet.desk(mover).moveTo(Stage.TARGET_LED);
            });
            thread.start();
            ControlStore control = Fleet.desk(other).legacy().control();
            await().atMost(Fleet.PATIENCE).until(() -> control.read().phase() != Phase.STEADY || !thread.isAlive());

            fleet.close(mover);
            thread.join();

            assertThat(control.read().phase()).isNotEqualTo(Phase.MOVING);
            Fleet.put(other, "n", 5);
        }
    }

    @Test
    void aLeadThatNeitherStoreHasIsNotSaidToHaveMoved() {
        Persistence first = fleet.open(
                fleet.yaml(Stage.SHADOW_READ, "follow-interval: 10m, lease: 1h"),
                it -> it.gates(StageGate.none()),
                Fleet.NOTE);
        ControlStore legacy = Fleet.desk(first).legacy().control();
        ControlStore target = Fleet.desk(first).target().control();
        ControlRecord ofLegacy = legacy.read();
        ControlRecord ofTarget = target.read();
        assertThat(target.compareAndSet(ofTarget, ofTarget.at(Phase.AWAY, ofLegacy.epoch() + 4)))
                .isTrue();
        assertThat(legacy.compareAndSet(ofLegacy, ofLegacy.at(Phase.AWAY, ofLegacy.epoch() + 2)))
                .isTrue();

        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.TARGET_LED)))
                .singleElement()
                .asString()
                .contains("neither store leads");
    }

    @Test
    void membersAreKnownWithTheirTypesAndLeaveWhenTheyClose() {
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Persistence second = fleet.open(Stage.SHADOW_READ, Fleet.NOTE, Fleet.SLIP);

        assertThat(Fleet.desk(first).stageStatus().members())
                .extracting(it -> List.copyOf(it.types().keySet()))
                .containsExactlyInAnyOrder(List.of("notes"), List.of("notes", "slips"));

        fleet.close(second);
        assertThat(Fleet.desk(first).stageStatus().members()).hasSize(1);
        assertThat(Fleet.desk(first).stageStatus().leader()).isEqualTo(Side.LEGACY);
    }

    private Persistence openFile(Path file, Stage stage, FaultProxy link) throws IOException {
        write(file, stage, link);
        return fleet.open(Config.load(file, Map.of()), it -> it.gates(StageGate.none()), Fleet.NOTE);
    }

    private void write(Path file, Stage stage, FaultProxy link) throws IOException {
        Files.writeString(file, fleet.yaml(stage, "follow-interval: 100ms, lease: 1s", link.address()));
    }
}
