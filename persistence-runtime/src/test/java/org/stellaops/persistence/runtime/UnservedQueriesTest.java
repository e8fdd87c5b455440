// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.QueryNotServed;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.Struct;

/** A query that no index serves is reported once for each store, with a statement that helps, and by a command before the cutover. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class UnservedQueriesTest {

    private static final EntityType<org.stellaops.persistence.entity.Document> NOTES = EntityType.builder(
                    "shop", "notes")
            .fields(FieldDef.text("author"), FieldDef.text("title").optional())
            .build();

    private static final Field<String> AUTHOR = Field.of("author", String.class);
    private static final Field<String> TITLE = Field.of("title", String.class);
    private static final Query BY_AUTHOR =
            Query.where(Condition.eq(AUTHOR, "ada")).orderBy(TITLE.desc());

    private final Queue<QueryNotServed> events = new ConcurrentLinkedQueue<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void eachStoreIsJudgedWhenItHasTheTable(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        try (MongoClient client = MongoClients.create(mongo.connectionString());
                Persistence persistence = open(mongo, postgres, "true")) {
            ask(persistence);
            awaitEvents(1);
            QueryNotServed ofLegacy = List.copyOf(events).get(0);
            assertThat(ofLegacy.side()).isEqualTo(Side.LEGACY);
            assertThat(ofLegacy.shape()).isEqualTo("author = ? ordered by title desc");
            assertThat(ofLegacy.statement())
                    .isEqualTo("db.getCollection(\"notes\").createIndex({\"author\": 1, \"title\": -1}, {\"name\":"
                            + " \"idx_author_title\"})");
            assertThat(ofLegacy.toString()).doesNotContain("ada");

            // The shape was met before the target had a table.
            assertThat(persistence.module("shop").moveTo(Stage.DUAL_WRITE)).isInstanceOf(MoveResult.Moved.class);
            awaitEvents(2);
            QueryNotServed ofTarget = List.copyOf(events).get(1);
            assertThat(ofTarget.side()).isEqualTo(Side.TARGET);
            assertThat(ofTarget.statement())
                    .isEqualTo(
                            "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"idx_notes_author_title\" ON \"shop\".\"notes\""
                                    + " (\"author\", \"title\" DESC NULLS LAST, \"note_id\")"
                                            .replace("note_id", NOTES.idColumn()));
            assertThat(meters.get("persistence.queries.unserved").counters()).hasSize(2);
            assertThat(findings(mongo, postgres)).containsExactlyInAnyOrder("legacy", "target");

            // What was proposed helps.
            execute(postgres, ofTarget.statement());
            String unused = client.getDatabase(mongo.name())
                    .getCollection("notes")
                    .createIndex(new Document("author", 1).append("title", -1));
            assertThat(findings(mongo, postgres)).isEmpty();
            assertThat(persistence.module("shop").forgetQueries(NOTES)).isEqualTo(1);
        }
    }

    @Test
    void nothingIsReportedWhereThatIsTurnedOff(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Persistence persistence = open(mongo, postgres, "false")) {
            ask(persistence);
            assertThat(persistence.module("shop").health().tasks())
                    .noneMatch(it -> it.task().equals("query-shapes"));
        }
        try (Persistence persistence = open(mongo, postgres, "true")) {
            assertThat(persistence.module("shop").health().tasks())
                    .anyMatch(it -> it.task().equals("query-shapes"));
        }
        assertThat(findings(mongo, postgres)).isEmpty();
    }

    private static void ask(Persistence persistence) {
        EntityStore<org.stellaops.persistence.entity.Document> notes = persistence.store(NOTES);
        Struct content = Struct.builder().put("author", "ada").build();
        assertThat(notes.put(new org.stellaops.persistence.entity.Document("n1", content), Precondition.none()))
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(notes.find(BY_AUTHOR).items()).hasSize(1);
        assertThat(notes.find(Query.where(Condition.eq(AUTHOR, "eve")).orderBy(TITLE.desc()))
                        .items())
                .isEmpty();
    }

    private void awaitEvents(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(events).hasSizeGreaterThanOrEqualTo(count));
        assertThat(events).hasSize(count);
    }

    /** What {@code persistence check-indexes} says of queries. */
    private static List<String> findings(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Inspection inspection = Persistence.builder(config(mongo, postgres, "true"))
                .modules(ModuleDescriptor.of("shop", NOTES))
                .inspect()) {
            return inspection.modules().get(0).indexes(NOTES).findings().stream()
                    .filter(it -> it.kind() == IndexReport.Kind.UNSERVED)
                    .map(IndexReport.Finding::index)
                    .toList();
        }
    }

    private static void execute(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    private Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres, String report) {
        return Persistence.builder(config(mongo, postgres, report))
                .modules(ModuleDescriptor.of("shop", NOTES))
                .gates(StageGate.none())
                .meters(meters)
                .listener(event -> {
                    if (event instanceof QueryNotServed it) {
                        events.add(it);
                    }
                })
                .open();
    }

    private static Config config(MongoDatabaseName mongo, PostgresDatabase postgres, String report) {
        String yaml =
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  stages: { follow-interval: 100ms }
                  modules: { shop: { stage: legacy-only, query-shapes: { report: %s, every: 20ms } } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), report);
        return Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password()));
    }
}
