// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.leak.Injected;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Passwords and contents that were injected appear in no log line, exception, event, report, meter or health answer. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class NoSecretsTest {

    private static final String SECRET = Injected.text("s3cr3t-pAssw0rd");
    private static final String CONTENT = Injected.text("c0ntent-mArker");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final EntityType<?> TYPE = EntityType.builder("vault", "secrets")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("name").optional(), FieldDef.json("body").optional())
            .unique("secrets_name", "name")
            .build();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void noInjectedSecretOrContentLeaves(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        try (Overheard overheard = new Overheard()) {
            misconfigure(overheard, mongo, postgres);
            work(overheard, mongo, postgres);
            events.forEach(overheard::note);
            meters.getMeters().forEach(it -> overheard.note(it.getId()));

            List<String> words = overheard.words();
            assertThat(words).hasSizeGreaterThan(50);
            assertThat(words).filteredOn(it -> it.startsWith("log ")).isNotEmpty();
            assertThat(words)
                    .allSatisfy(it -> assertThat(it).doesNotContain(SECRET).doesNotContain(CONTENT));
            assertThat(words).noneMatch(it -> it.contains("\nFORGED"));
            System.out.println("no-secrets: words=" + words.size() + " events=" + events.size());
        }
    }

    private void misconfigure(Overheard overheard, MongoDatabaseName mongo, PostgresDatabase postgres) {
        String good = yaml(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), "u", "legacy-only");
        for (String bad : List.of(
                yaml("mongo://u:" + SECRET + "@h", "d", postgres.jdbcUrl(), "u", "legacy-only"),
                yaml("mongodb://u:" + SECRET + "@h:x/?a", "d", postgres.jdbcUrl(), "u", "legacy-only"),
                yaml(mongo.connectionString(), "d", "jdbc:postgresql://u:" + SECRET + "@h/d", "u", "legacy-only"),
                yaml(
                        mongo.connectionString(),
                        "d",
                        "jdbc:postgresql://h:99999x/d?sslpassword=" + SECRET,
                        "u",
                        "legacy-only"),
                yaml(mongo.connectionString(), "d", "jdbc:postgresql://h/d?PASSWORD=" + SECRET, "u", "legacy-only"),
                good.replace("stage: legacy-only", "stage: [" + SECRET),
                good + "  password: &x " + SECRET + "\n  other: *x\n",
                good + "---\npassword: " + SECRET + "\n")) {
            assertThat(overheard.failing(() -> overheard.note(Config.parse(bad, environment()))))
                    .isTrue();
        }
        Config unreachable = Config.parse(
                yaml(
                        "mongodb://u:" + SECRET + "@127.0.0.1:1/",
                        "d",
                        "jdbc:postgresql://127.0.0.1:1/d",
                        "u",
                        "dual-write"),
                environment());
        overheard.note(unreachable);
        assertThat(overheard.failing(
                        () -> builder(unreachable).failIfUnreachable().open().close()))
                .isTrue();
        try (Persistence waiting = builder(unreachable).open()) {
            overheard.note(waiting.health());
            overheard.note(waiting.records(TYPE).put(key("early"), content("early"), Precondition.none()));
            assertThat(overheard.failing(
                            () -> overheard.note(waiting.records(TYPE).find(key("early")))))
                    .isTrue();
        }
    }

    private void work(Overheard overheard, MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        Config config = Config.parse(
                yaml(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), "legacy-only"),
                Map.of("PG_PASSWORD", postgres.password()));
        try (Persistence persistence = builder(config).open()) {
            PersistenceModule module = persistence.module("vault");
            RecordStore store = persistence.records(TYPE);
            overheard.note(store.put(key("first"), content("a"), Precondition.none()));
            overheard.note(module.moveTo(Stage.DUAL_WRITE));
            await().atMost(PATIENCE).until(() -> module.dualWrite().pendingDepth() == 0);
            refuseInPostgres(postgres);
            for (int i = 0; i < 5; i++) {
                overheard.note(store.put(key("k" + i + "\nFORGED line"), content("n" + i), Precondition.none()));
            }
            overheard.note(store.put(key("twice"), content("n1"), Precondition.none()));
            overheard.note(
                    store.put(key("nul"), content("x").with("body", Value.of(CONTENT + "\0")), Precondition.none()));
            overheard.note(
                    store.put(key("unknown"), content("y").with(CONTENT, Value.of(CONTENT)), Precondition.none()));
            overheard.note(store.put(
                    key("first"), content("z"), Precondition.revision(Revision.of(new VersionStamp(99, "token")))));
            await().atMost(PATIENCE)
                    .until(() -> module.deadLetters(TYPE, Optional.empty(), 10)
                                    .entries()
                                    .size()
                            == 5);
            overheard.note(module.deadLetters(TYPE, Optional.empty(), 10));
            overheard.note(module.retryDeadLetters());
            ask(overheard, store);
            injectUnreadable(mongo);
            overheard.failing(() -> overheard.note(store.find(key("unreadable"))));
            overheard.failing(() -> overheard.note(module.backfill()));
            overheard.failing(() -> overheard.note(module.verify()));
            overheard.note(module.divergences());
            overheard.note(module.moveTo(Stage.SHADOW_READ));
            overheard.note(persistence.health());
            overheard.note(module.dualWrite().deadLetters().page(TYPE, DeadLetters.Which.ALL, Optional.empty(), 10));
        }
    }

    private static void ask(Overheard overheard, RecordStore store) {
        Field<String> name = Field.of("name", String.class);
        Field<String> none = Field.of("none", String.class);
        for (Query query : List.of(
                Query.where(Condition.eq(name, CONTENT + "\0")),
                Query.where(Condition.eq(none, CONTENT)),
                Query.all().after(new PageToken(CONTENT)),
                Query.where(Condition.prefix(name, CONTENT.repeat(1_000))))) {
            assertThat(overheard.failing(() ->
                            overheard.note(store.query(Optional.of("t"), query).next())))
                    .isTrue();
        }
    }

    /** A check of the database's own, of which the server's message quotes the whole row. */
    private static void refuseInPostgres(PostgresDatabase postgres) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER TABLE vault.secrets ADD CONSTRAINT no_n CHECK (name NOT LIKE '" + CONTENT + "n%')");
        }
    }

    private static void injectUnreadable(MongoDatabaseName mongo) {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            var collection = client.getDatabase(mongo.name()).getCollection("secrets");
            collection.insertOne(new Document("_id", new Document("tenant", "t").append("id", "unreadable"))
                    .append("name", List.of(CONTENT)));
            collection.insertOne(new Document("_id", 7).append("name", CONTENT));
        }
    }

    private PersistenceBuilder builder(Config config) {
        return Persistence.builder(config)
                .modules(ModuleDescriptor.of("vault", TYPE))
                .listener(events::add)
                .meters(meters);
    }

    private static Map<String, String> environment() {
        return Map.of("PG_PASSWORD", SECRET);
    }

    private static Struct content(String name) {
        return Struct.builder()
                .put("name", CONTENT + name)
                .put("body", Struct.builder().put("inner", CONTENT).build())
                .build();
    }

    private static RecordKey key(String id) {
        return RecordKey.of("t", id);
    }

    private static String yaml(String uri, String database, String jdbcUrl, String user, String stage) {
        return """
                persistence:
                  mongo: { uri: "%s", database: "%s", server-selection-timeout: 3s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}", connect-timeout: 5s }
                  modules:
                    vault:
                      stage: %s
                      reconciler: { every: 20ms, tries: 3, first-pause: 5ms, longest-pause: 20ms }
                """.formatted(uri, database, jdbcUrl, user, stage);
    }
}
