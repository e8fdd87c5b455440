// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A team that has arrived takes the library out again: MongoDB beside running services, PostgreSQL when none is left. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RetirementTest {

    private static final int RECORDS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Entity(module = "attic", table = "boxes")
    record Box(@Id String boxId, int size) {}

    private static final EntityType<Box> BOX = EntityType.of(Box.class);

    @Test
    void theLibraryIsTakenOutOfBothStoresAndTheRecordsStay(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws SQLException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoDatabase database = client.getDatabase(mongo.name());
            database.getCollection("boxes").insertOne(new Document("_id", "old").append("size", 1));
            database.getCollection("others").insertOne(new Document("_id", "other"));
            try (Persistence service = open(mongo, postgres)) {
                PersistenceModule module = service.module("attic");
                EntityStore<Box> boxes = service.store(Box.class);
                step(module, Stage.DUAL_WRITE);
                for (int i = 0; i < RECORDS; i++) {
                    assertThat(boxes.put(new Box("b" + i, i), Precondition.none())
                                    .isApplied())
                            .isTrue();
                }
                assertThat(boxes.delete("b0", Precondition.none()).isApplied()).isTrue();
                step(module, Stage.SHADOW_READ);
                assertThat(refusal(mongo, postgres, Side.LEGACY))
                        .get()
                        .asString()
                        .contains("SHADOW_READ", "both databases are written");
                assertThat(module.backfill()).allMatch(BackfillRun::isFinished);
                List.of(Stage.TARGET_LED, Stage.RAMP_DOWN, Stage.TARGET_ONLY).forEach(it -> step(module, it));

                assertThat(refusal(mongo, postgres, Side.TARGET))
                        .get()
                        .asString()
                        .contains("still serve the module");
                List<String> planned = plan(mongo, postgres, Side.LEGACY);
                assertThat(planned)
                        .anyMatch(it -> it.startsWith("fence boxes"))
                        .anyMatch(it -> it.startsWith("collection boxes_tombstones"));
                assertThat(retire(mongo, postgres, Side.LEGACY)).containsExactlyElementsOf(planned);

                // The service, which still knows MongoDB, goes on and brings nothing back.
                assertThat(boxes.put(new Box("late", 7), Precondition.none()).isApplied())
                        .isTrue();
                await().pollDelay(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> true);
                assertThat(plan(mongo, postgres, Side.LEGACY)).isEmpty();
                assertThat(boxes.find("late")).isPresent();
            }
            assertThat(database.listCollectionNames().into(new ArrayList<>()))
                    .containsExactlyInAnyOrder("boxes", "others");
            assertThat(database.getCollection("boxes").find().into(new ArrayList<>()))
                    .hasSize(RECORDS)
                    .allSatisfy(it -> assertThat(it).containsOnlyKeys("_id", "size"));
            assertThat(database.getCollection("boxes").listIndexes().into(new ArrayList<>()))
                    .hasSize(1);
            assertThat(database.listCollections()
                            .filter(new Document("name", "boxes"))
                            .first()
                            .get("options", Document.class)
                            .get("validator", new Document()))
                    .isEmpty();

            assertThat(retire(mongo, postgres, Side.TARGET)).isNotEmpty();
            assertThat(retire(mongo, postgres, Side.TARGET)).isEmpty();
            assertThat(tables(postgres)).containsExactlyInAnyOrder("boxes", "schema_migrations");
        }
    }

    @Test
    void theRuleWantsAModuleThatIsAtOneEnd() {
        Optional<ControlRecord> away = Optional.of(new ControlRecord(ControlRecord.Phase.AWAY, 3, Stage.SHADOW_READ));

        assertThat(OpenRetirement.objection(Side.LEGACY, away, steady(Stage.TARGET_ONLY)))
                .isEmpty();
        assertThat(OpenRetirement.objection(Side.TARGET, steady(Stage.LEGACY_ONLY), Optional.empty()))
                .isEmpty();
        assertThat(OpenRetirement.objection(Side.LEGACY, Optional.empty(), Optional.empty()))
                .isEmpty();
        assertThat(OpenRetirement.objection(Side.LEGACY, away, steady(Stage.RAMP_DOWN)))
                .isPresent();
        assertThat(OpenRetirement.objection(Side.TARGET, steady(Stage.DUAL_WRITE), away))
                .isPresent();
        assertThat(OpenRetirement.objection(
                        Side.LEGACY,
                        away,
                        Optional.of(new ControlRecord(ControlRecord.Phase.MOVING, 4, Stage.TARGET_ONLY))))
                .get()
                .asString()
                .contains("moving");
    }

    private static Optional<ControlRecord> steady(Stage stage) {
        return Optional.of(new ControlRecord(ControlRecord.Phase.STEADY, 4, stage));
    }

    private static void step(PersistenceModule module, Stage next) {
        await().atMost(PATIENCE).until(() -> module.dualWrite().pendingDepth() == 0);
        assertThat(module.moveTo(next, new GateOverride("a test of the end", "test")))
                .isInstanceOf(MoveResult.Moved.class);
    }

    private static Optional<String> refusal(MongoDatabaseName mongo, PostgresDatabase postgres, Side side) {
        try (OpenRetirement retirement = builder(mongo, postgres).retirement("attic")) {
            Optional<String> objection = retirement.objection(side);
            assertThatIllegalStateException().isThrownBy(() -> retirement.retire(side, it -> {}));
            return objection;
        }
    }

    private static List<String> plan(MongoDatabaseName mongo, PostgresDatabase postgres, Side side) {
        try (OpenRetirement retirement = builder(mongo, postgres).retirement("attic")) {
            return retirement.plan(side).stream().map(Retirement.Item::toString).toList();
        }
    }

    private static List<String> retire(MongoDatabaseName mongo, PostgresDatabase postgres, Side side) {
        try (OpenRetirement retirement = builder(mongo, postgres).retirement("attic")) {
            List<String> done = new ArrayList<>();
            retirement.retire(side, it -> done.add(it.toString()));
            return done;
        }
    }

    private static List<String> tables(PostgresDatabase postgres) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'attic'::regnamespace")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return builder(mongo, postgres).meters(new SimpleMeterRegistry()).open();
    }

    private static PersistenceBuilder builder(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return Persistence.builder(Config.parse(
                        """
                        persistence:
                          mongo: { uri: "%s", database: "%s" }
                          postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                          stages: { follow-interval: 200ms, lease: 1s }
                          modules: { attic: { stage: legacy-only, reconciler: { every: 100ms } } }
                        """.formatted(
                                        mongo.connectionString(),
                                        mongo.name(),
                                        postgres.jdbcUrl(),
                                        postgres.user(),
                                        postgres.password()),
                        Map.of()))
                .modules(ModuleDescriptor.of("attic", BOX));
    }
}
