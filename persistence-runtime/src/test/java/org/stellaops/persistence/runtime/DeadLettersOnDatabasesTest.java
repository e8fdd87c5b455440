// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Databases that refuse records by constraints of their own, and several processes at one backlog. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class DeadLettersOnDatabasesTest {

    private static final int INSTANCES = 3;
    private static final int NOTES = 60;
    private static final int HARMFUL = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Entity(module = "desk", table = "notes", tenancy = Tenancy.TENANT)
    record Note(@Id String noteId, String body) {}

    /** Of a module of its own, because all tests of a class share their databases. */
    @Entity(module = "shelf", table = "slips", tenancy = Tenancy.TENANT)
    record Slip(@Id String slipId, String body) {}

    private static final EntityType<Note> NOTE = EntityType.of(Note.class);
    private static final EntityType<Slip> SLIP = EntityType.of(Slip.class);

    private final List<Persistence> opened = new ArrayList<>();
    private final ConcurrentLinkedQueue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void severalProcessesSettleOneBacklogAndCountWhatPostgresRefuses(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws SQLException {
        try {
            Persistence writer = open(NOTE, mongo, postgres, "legacy-only", Reconcilers.NONE);
            PersistenceModule module = writer.module("desk");
            constrain(module, postgres);
            writeBacklog(writer);
            expectMoved(module.moveTo(Stage.DUAL_WRITE));

            for (int i = 0; i < INSTANCES; i++) {
                Persistence unused = open(NOTE, mongo, postgres, "dual-write", Reconcilers.RUNNING);
            }
            await().atMost(PATIENCE)
                    .until(() -> dead(module, NOTE).size() == HARMFUL
                            && module.dualWrite().pendingDepth() == HARMFUL);

            assertThat(dead(module, NOTE)).allSatisfy(it -> {
                assertThat(it.tries()).isEqualTo(3);
                assertThat(it.reason()).contains("no_harm").doesNotContain("harmful");
            });
            assertThat(received(DualWriteEvent.DeadLettered.class))
                    .extracting(DualWriteEvent.DeadLettered::key)
                    .doesNotHaveDuplicates()
                    .hasSize(HARMFUL);
            assertThat(module.target().store(NOTE).count()).isEqualTo(NOTES - HARMFUL);
            assertThat(received(DualWriteEvent.DeadLettersNotKept.class)).isEmpty();

            run(postgres, "ALTER TABLE desk.notes DROP CONSTRAINT no_harm");
            assertThat(module.retryDeadLetters().total()).isEqualTo(HARMFUL);
            await().atMost(PATIENCE)
                    .until(() -> module.dualWrite().pendingDepth() == 0
                            && all(module, NOTE).isEmpty());
            assertThat(module.verify()).extracting(VerificationReport::verdict).containsExactly(Verdict.PASS);
        } finally {
            opened.forEach(Persistence::close);
        }
    }

    @Test
    void whatALegacyStoreThatFollowsRefusesIsKeptInPostgres(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try {
            Persistence persistence = open(SLIP, mongo, postgres, "legacy-only", Reconcilers.NONE);
            PersistenceModule module = persistence.module("shelf");
            for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED)) {
                expectMoved(module.moveTo(stage));
            }
            put(persistence, new Slip("n1", "same"));
            assertThat(module.dualWrite().drain(PATIENCE)).isTrue();
            try (MongoClient client = MongoClients.create(mongo.connectionString())) {
                String unused = client.getDatabase(mongo.name())
                        .getCollection("slips")
                        .createIndex(
                                Indexes.ascending("body"),
                                new IndexOptions().unique(true).name("one_body"));
                put(persistence, new Slip("n2", "same"));

                await().atMost(PATIENCE).until(() -> {
                    var unusedPass = module.dualWrite().reconcile();
                    return dead(module, SLIP).size() == 1;
                });
                assertThat(dead(module, SLIP))
                        .singleElement()
                        .satisfies(it -> assertThat(it.reason())
                                .contains("acme/n2", "one_body")
                                .doesNotContain("same"));
                assertThat(module.moveTo(Stage.SHADOW_READ))
                        .isInstanceOfSatisfying(
                                MoveResult.Refused.class,
                                it -> assertThat(it.reasons().toString()).contains("acme/n2", "one_body"));

                client.getDatabase(mongo.name()).getCollection("slips").dropIndex("one_body");
            }
            assertThat(module.retryDeadLetters(SLIP).delivered()).isEqualTo(1);
            assertThat(all(module, SLIP)).isEmpty();
            expectMoved(module.moveTo(Stage.SHADOW_READ));
        } finally {
            opened.forEach(Persistence::close);
        }
    }

    private enum Reconcilers {
        RUNNING,
        NONE
    }

    private Persistence open(
            EntityType<?> type,
            MongoDatabaseName mongo,
            PostgresDatabase postgres,
            String stage,
            Reconcilers reconcilers) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}", pool: { max-size: 3 } }
                  modules:
                    %s:
                      stage: %s
                      reconciler:
                        every: 20ms
                        images-per-second: 1000
                        keys-per-pass: 17
                        tries: 3
                        first-pause: 5ms
                        longest-pause: 20ms
                """.formatted(
                mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), type.module(), stage);
        PersistenceBuilder builder = Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of(type.module(), type))
                .listener(events::add)
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none());
        if (reconcilers == Reconcilers.NONE) {
            builder.withoutReconcilers();
        }
        Persistence persistence = builder.open();
        opened.add(persistence);
        return persistence;
    }

    /** The tables are made when they are first needed. */
    private static void constrain(PersistenceModule module, PostgresDatabase postgres) throws SQLException {
        assertThat(module.target().store(NOTE).count()).isZero();
        run(postgres, "ALTER TABLE desk.notes ADD CONSTRAINT no_harm CHECK (body NOT LIKE 'harmful%')");
    }

    private static void run(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    private static void writeBacklog(Persistence persistence) {
        for (int i = 0; i < NOTES; i++) {
            EntityStore<Note> notes = persistence.tenantStore(NOTE).forTenant("acme");
            Note note = new Note("n" + i, (i < HARMFUL ? "harmful" : "fine") + i);
            assertThat(notes.put(note, Precondition.none()).isApplied()).isTrue();
        }
    }

    private static void put(Persistence persistence, Slip slip) {
        EntityStore<Slip> slips = persistence.tenantStore(SLIP).forTenant("acme");
        assertThat(slips.put(slip, Precondition.none()).isApplied()).isTrue();
    }

    private static List<RejectedImage> dead(PersistenceModule module, EntityType<?> type) {
        return module.deadLetters(type, Optional.empty(), 100).entries();
    }

    private static List<RejectedImage> all(PersistenceModule module, EntityType<?> type) {
        return module.dualWrite()
                .deadLetters()
                .page(type, Which.ALL, Optional.empty(), 100)
                .entries();
    }

    private <T extends DualWriteEvent> List<T> received(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static void expectMoved(MoveResult result) {
        assertThat(result).isInstanceOf(MoveResult.Moved.class);
    }
}
