// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationFinished;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Services that verify by their configuration keep the evidence of gates fresh, and find what somebody changes past them. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ScheduledVerificationTest {

    private static final int RECORDS = 100;
    private static final String STAGES = "follow-interval: 100ms, lease: 1s, gates: { watch: 1s }";

    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine server) {
        mongo = mongoServer.createDatabase();
        postgres = server.createDatabase("scheduled");
        fleet = new Fleet(mongo, postgres);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void servicesVerifyByThemselvesWhatWasCopied() throws SQLException {
        unversioned();
        Persistence first = open();
        Persistence second = open();
        assertThat(Fleet.desk(first).preview(Stage.TARGET_LED).isAllowed()).isFalse();
        assertThat(Fleet.desk(second).backfill()).allMatch(BackfillRun::isFinished);

        await().atMost(Fleet.PATIENCE)
                .until(() -> Fleet.desk(first).preview(Stage.TARGET_LED).isAllowed());
        assertThat(verdicts()).as("nothing was verified before it was copied").containsOnly("PASS");
        int before = verdicts().size();
        await().atMost(Fleet.PATIENCE).until(() -> verdicts().size() > before);

        deleteOnTarget("n7");

        await().atMost(Fleet.PATIENCE).until(() -> verdicts().contains("FAIL"));
        await().atMost(Fleet.PATIENCE)
                .until(() -> !Fleet.desk(second).preview(Stage.TARGET_LED).isAllowed());
    }

    private List<String> verdicts() {
        return fleet.received(VerificationFinished.class).stream()
                .map(VerificationFinished::verdict)
                .toList();
    }

    private Persistence open() {
        String yaml = fleet.yaml(Stage.SHADOW_READ, STAGES, "verification: { every: 1s }", postgres.address());
        return fleet.open(yaml, it -> it, Fleet.NOTE);
    }

    private void deleteOnTarget(String id) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.prepareStatement("DELETE FROM desk.notes WHERE note_id = ?")) {
            statement.setString(1, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private void unversioned() {
        try (var client = com.mongodb.client.MongoClients.create(mongo.connectionString())) {
            var notes = client.getDatabase(mongo.name()).getCollection("notes");
            for (int i = 0; i < RECORDS; i++) {
                notes.insertOne(new Document("_id", "n" + i).append("body", "left by the application"));
            }
        }
    }
}
