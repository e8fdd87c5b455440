// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The library beside an application's own code, on the application's own connections. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class GivenConnectionsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Entity(module = "desk", table = "notes", tenancy = Tenancy.TENANT)
    record Note(@Id String noteId, String body) {}

    private static final ModuleDescriptor DESK = ModuleDescriptor.of("desk", EntityType.of(Note.class));

    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;
    private MongoClient client;

    @BeforeEach
    void open(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("given");
        client = client(mongo.connectionString(), settings -> {});
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static MongoClient client(String uri, Consumer<MongoClientSettings.Builder> further) {
        MongoClientSettings.Builder settings =
                MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri));
        further.accept(settings);
        return MongoClients.create(settings.build());
    }

    private String yaml(Stage stage) {
        return """
                persistence:
                  mongo: { client: given, database: %s, deadline: 4s, server-selection-timeout: 2s, connect-timeout: 2s }
                  postgres: { data-source: given, security: { login: warn }, connect-timeout: 5s, pool: { max-size: 6, maintenance-size: 3 } }
                  stages: { follow-interval: 100ms, lease: 2s }
                  modules:
                    desk: { stage: %s, reconciler: { every: 100ms } }
                """.formatted(mongo.name(), stage.configName());
    }

    private PersistenceBuilder builder(String yaml) {
        return Persistence.builder(Config.parse(yaml, Map.of()))
                .modules(DESK)
                .gates(StageGate.none())
                .meters(new SimpleMeterRegistry());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModuleWalksOnTheConnectionsOfTheApplicationAndLeavesThemAsTheyWere(boolean autoCommit) throws SQLException {
        try (ApplicationDataSource source = new ApplicationDataSource(postgres, autoCommit)) {
            try (Persistence persistence = builder(yaml(Stage.LEGACY_ONLY))
                    .mongoClient(client)
                    .dataSource(source)
                    .open()) {
                put(persistence, "first");
                for (Stage next : Stage.LEGACY_ONLY.walkTo(Stage.TARGET_ONLY)) {
                    await().atMost(PATIENCE)
                            .untilAsserted(
                                    () -> assertThat(persistence.module("desk").moveTo(next))
                                            .isInstanceOf(MoveResult.Moved.class));
                    if (next == Stage.DUAL_WRITE) {
                        assertThat(persistence.module("desk").backfill()).hasSize(1);
                    }
                    put(persistence, next.configName());
                    assertThat(persistence
                                    .tenantStore(Note.class)
                                    .forTenant("acme")
                                    .find("first"))
                            .isPresent();
                }
                assertThat(persistence.module("desk").verify()).hasSize(1);
            }
            assertThat(source.handedOut.get()).isGreaterThan(10);
            assertThat(source.changed).isEmpty();
            assertThat(client.getDatabase("admin").runCommand(new Document("ping", 1)))
                    .isNotEmpty();
        }
    }

    private static void put(Persistence persistence, String id) {
        WriteOutcome outcome =
                persistence.tenantStore(Note.class).forTenant("acme").put(new Note(id, "body"), Precondition.none());
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void aDataSourceThatJoinsTheCallersTransactionIsRefused() throws SQLException {
        try (Connection shared = postgres.connect();
                Statement statement = shared.createStatement()) {
            shared.setAutoCommit(false);
            statement.execute("CREATE TABLE public.callers (id int)");
            DataSource joins = (DataSource) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> method.getName().equals("getConnection") ? shared : null);
            assertThatThrownBy(() -> {
                        try (Persistence persistence = builder(
                                        yaml(Stage.TARGET_ONLY).replaceFirst("mongo: .*", ""))
                                .dataSource(joins)
                                .open()) {
                            put(persistence, "never");
                        }
                    })
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED))
                    .hasMessageContaining("in a transaction already")
                    .hasMessageContaining("hand over the data source behind the transaction-aware one");
        }
    }

    @Test
    void whatIsHandedOverAndTheConfigurationMustFit() {
        assertThatThrownBy(() -> builder(yaml(Stage.LEGACY_ONLY)).open())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("persistence.mongo.client is given, but no client was handed over")
                .hasMessageContaining("persistence.postgres.data-source is given, but none was handed over");
        String own = yaml(Stage.LEGACY_ONLY).replace("client: given", "uri: \"mongodb://localhost\"");
        assertThatThrownBy(() -> builder(own).mongoClient(client).open())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set persistence.mongo.client: given in its place");
        String both = yaml(Stage.LEGACY_ONLY)
                .replace("data-source: given", "data-source: given, jdbc-url: \"jdbc:postgresql://h/d\", user: me");
        assertThatThrownBy(() -> builder(both))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("persistence.postgres.jdbc-url has no meaning")
                .hasMessageContaining("persistence.postgres.user has no meaning");
    }
}
