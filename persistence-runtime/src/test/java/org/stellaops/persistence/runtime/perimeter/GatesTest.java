// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The default gates hold for file and call alike, and what they rest on is kept for every process. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class GatesTest {

    private static final int RECORDS = 500;
    private static final String STAGES = "follow-interval: 100ms, lease: 1s, gates: { watch: 1s }";

    @TempDir
    Path folder;

    private MongoDatabaseName mongo;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgres) {
        mongo = mongoServer.createDatabase();
        fleet = new Fleet(mongo, postgres.createDatabase("gates"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void fileEditsAloneDoNotWalkPastTheGates() throws IOException {
        unversioned();
        Path file = folder.resolve("persistence.yaml");
        write(file, Stage.LEGACY_ONLY);
        Persistence first = fleet.open(Config.load(file, Map.of()), it -> it, Fleet.NOTE);
        for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.SHADOW_READ)) {
            write(file, stage);
            Fleet.awaitStage(first, stage);
        }

        write(file, Stage.TARGET_LED);
        await().atMost(Fleet.PATIENCE)
                .until(() -> !Fleet.desk(first).stageStatus().reasons().isEmpty());

        assertThat(Fleet.desk(first).stage()).isEqualTo(Stage.SHADOW_READ);
        assertThat(Fleet.desk(first).stageStatus().reasons())
                .anyMatch(it -> it.contains(
                        "the backfill of notes was never begun; run: persistence backfill --config FILE --module desk"))
                .anyMatch(it -> it.contains("notes was not verified"));
        assertThat(Fleet.found(first, "n", RECORDS)).isEqualTo(RECORDS);

        // The evidence may come from another process.
        Persistence operator = fleet.open(fleet.yaml(Stage.SHADOW_READ, STAGES), it -> it, Fleet.NOTE);
        assertThat(Fleet.desk(operator).backfill()).allMatch(BackfillRun::isFinished);
        // Each process keeps the divergences that it saw, and one of before the copy may be confirmed while a
        // verification runs: only the next one settles it, and only the process that saw it knows.
        await().atMost(Fleet.PATIENCE).until(() -> {
            assertThat(Fleet.desk(operator).verify())
                    .extracting(VerificationReport::verdict)
                    .containsOnly(Verdict.PASS);
            return Fleet.desk(first).stage() == Stage.TARGET_LED;
        });
        fleet.close(operator);

        assertThat(Fleet.found(first, "n", RECORDS)).isEqualTo(RECORDS);
    }

    @Test
    void aFailedVerificationClosesTheGateAndAnOverrideIsKept() {
        Persistence first = fleet.open(fleet.yaml(Stage.SHADOW_READ, STAGES), it -> it, Fleet.NOTE);
        unversioned();
        assertThat(Fleet.desk(first).verify())
                .extracting(VerificationReport::verdict)
                .containsOnly(Verdict.FAIL);

        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.TARGET_LED)))
                .anyMatch(it -> it.contains("says FAIL") && it.contains("500 divergent"))
                .anyMatch(it -> it.contains("divergence(s) are open"));

        assertThat(Fleet.desk(first)
                        .moveTo(Stage.TARGET_LED, new GateOverride("an operator", "a drill with data of no value")))
                .isInstanceOf(MoveResult.Moved.class);
        assertThat(Fleet.desk(first).legacy().entries().list("override/"))
                .singleElement()
                .satisfies(it ->
                        assertThat(it.text()).contains("an operator", "a drill with data of no value", "says FAIL"));
    }

    @Test
    void theLegacyStoreIsGivenUpOnlyWithEvidenceFromTheTargetsOwnLead() {
        Persistence first = fleet.open(fleet.yaml(Stage.DUAL_WRITE, STAGES), it -> it, Fleet.NOTE);
        Fleet.put(first, "n", 20);
        Fleet.walk(first, Stage.SHADOW_READ);
        assertThat(Fleet.desk(first).backfill()).allMatch(BackfillRun::isFinished);
        verified(first);
        Fleet.walk(first, Stage.RAMP_DOWN);

        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.TARGET_ONLY)))
                .anyMatch(it -> it.contains("was not verified since the store that leads began to lead"));

        verified(first);
        Fleet.walk(first, Stage.TARGET_ONLY);
    }

    @Test
    void noGateIsInTheWayBack() {
        Persistence first = fleet.open(fleet.yaml(Stage.SHADOW_READ, STAGES), it -> it, Fleet.NOTE);
        Fleet.put(first, "n", 5);
        assertThat(Fleet.desk(first).backfill()).allMatch(BackfillRun::isFinished);
        verified(first);
        Fleet.walk(first, Stage.TARGET_LED);

        for (Stage stage : List.of(Stage.SHADOW_READ, Stage.DUAL_WRITE, Stage.LEGACY_ONLY)) {
            assertThat(Fleet.desk(first).moveTo(stage)).isInstanceOf(MoveResult.Moved.class);
        }
    }

    private static void verified(Persistence persistence) {
        assertThat(Fleet.desk(persistence).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        assertThat(Fleet.desk(persistence).verify())
                .extracting(VerificationReport::verdict)
                .containsOnly(Verdict.PASS);
    }

    /** What an application without the library has left. */
    private void unversioned() {
        try (var client = com.mongodb.client.MongoClients.create(mongo.connectionString())) {
            var notes = client.getDatabase(mongo.name()).getCollection("notes");
            for (int i = 0; i < RECORDS; i++) {
                notes.insertOne(new org.bson.Document("_id", "n" + i).append("body", "left by the application"));
            }
        }
    }

    private void write(Path file, Stage stage) throws IOException {
        Files.writeString(file, fleet.yaml(stage, STAGES));
    }
}
