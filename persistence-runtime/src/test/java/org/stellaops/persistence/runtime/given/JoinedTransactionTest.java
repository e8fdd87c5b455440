// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.TransactionNotJoinedException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Writes of the library and statements of the application in one transaction of PostgreSQL. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class JoinedTransactionTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    record Line(String text) {}

    @Entity(
            module = "desk",
            table = "receipts",
            tenancy = Tenancy.TENANT,
            unique = @Unique(name = "receipts_number", fields = "number"))
    record Receipt(
            @Id String receiptId,
            String number,
            @Child(table = "receipt_lines") List<Line> lines) {}

    private static final ModuleDescriptor DESK = ModuleDescriptor.of("desk", EntityType.of(Receipt.class));

    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;

    @BeforeEach
    void open(MongoEngine mongoEngine, PostgresEngine postgresEngine) throws SQLException {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("joined");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("CREATE TABLE ledger (entry text)")).isFalse();
        }
    }

    private Persistence persistence(String joins) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}", security: { login: warn } }
                  stages: { follow-interval: 100ms, lease: 2s }
                  modules:
                    desk: { stage: legacy-only, join-transactions: %s, reconciler: { every: 100ms } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), joins);
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(DESK)
                .gates(StageGate.none())
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private Connection begin() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void walk(Persistence persistence, Stage to) {
        for (Stage next : persistence.module("desk").stage().walkTo(to)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(persistence.module("desk").moveTo(next)).isInstanceOf(MoveResult.Moved.class));
        }
    }

    private static EntityStore<Receipt> receipts(Persistence persistence) {
        return persistence.tenantStore(Receipt.class).forTenant("a");
    }

    private static EntityStore<Receipt> joined(Persistence persistence, Connection connection) {
        return persistence.within(connection).tenantStore(Receipt.class).forTenant("a");
    }

    private static Receipt receipt(String id) {
        return new Receipt(id, "no " + id, List.of(new Line("one"), new Line("two")));
    }

    private static void ledger(Connection connection, String entry) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO ledger VALUES ('" + entry + "')"))
                    .isOne();
        }
    }

    private String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return String.valueOf(row.getString(1));
        }
    }

    private String ledgerEntries() throws SQLException {
        try (Connection connection = connect()) {
            return value(connection, "SELECT count(*) FROM ledger");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"TARGET_LED", "RAMP_DOWN", "TARGET_ONLY"})
    void bothTakeEffectWithTheCommitAndNeitherWithoutIt(Stage stage) throws SQLException {
        try (Persistence persistence = persistence("target-leads")) {
            walk(persistence, stage);
            assertThat(receipts(persistence)
                            .put(receipt("kept"), Precondition.absent())
                            .isApplied())
                    .isTrue();

            try (Connection connection = begin()) {
                EntityStore<Receipt> joined = joined(persistence, connection);
                ledger(connection, "rolled back");
                assertThat(joined.put(receipt("r1"), Precondition.absent()).isApplied())
                        .isTrue();
                assertThat(joined.delete("kept", Precondition.present()).isApplied())
                        .isTrue();
                assertThat(joined.find("r1")).contains(receipt("r1"));
                assertThat(joined.find("kept")).isEmpty();
                assertThat(receipts(persistence).find("r1")).isEmpty();
                connection.rollback();
            }
            assertThat(receipts(persistence).find("r1")).isEmpty();
            assertThat(receipts(persistence).find("kept")).contains(receipt("kept"));
            assertThat(ledgerEntries()).isEqualTo("0");

            try (Connection connection = begin()) {
                EntityStore<Receipt> joined = joined(persistence, connection);
                assertThat(joined.put(receipt("r2"), Precondition.absent()).isApplied())
                        .isTrue();
                ledger(connection, "r2");
                connection.commit();
            }
            assertThat(receipts(persistence).find("r2")).contains(receipt("r2"));
            assertThat(ledgerEntries()).isEqualTo("1");
            if (stage != Stage.TARGET_ONLY) {
                expectInMongo(persistence, "r2");
            }
        }
    }

    /** The reconciler replicates what was committed, so that the way back stays open. */
    private static void expectInMongo(Persistence persistence, String id) {
        walk(persistence, Stage.SHADOW_READ);
        assertThat(receipts(persistence).find(id)).contains(receipt(id));
    }

    @Test
    void aWriteThatIsNotAppliedLeavesTheTransactionAsItWas() throws SQLException {
        try (Persistence persistence = persistence("target-only");
                Connection connection = beginAfter(persistence, Stage.TARGET_ONLY)) {
            EntityStore<Receipt> joined = joined(persistence, connection);
            ledger(connection, "before");
            assertThat(joined.put(receipt("r"), Precondition.absent()).isApplied())
                    .isTrue();

            assertThat(joined.put(receipt("r"), Precondition.absent())).isInstanceOf(WriteOutcome.Conflict.class);
            Receipt sameNumber = new Receipt("other", "no r", List.of());
            assertThat(joined.put(sameNumber, Precondition.none())).isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(joined.find("r")).contains(receipt("r"));
            ledger(connection, "after");
            connection.commit();

            assertThat(receipts(persistence).find("r")).contains(receipt("r"));
            assertThat(receipts(persistence).find("other")).isEmpty();
            assertThat(ledgerEntries()).isEqualTo("2");
        }
    }

    private Connection beginAfter(Persistence persistence, Stage stage) throws SQLException {
        walk(persistence, stage);
        return begin();
    }

    @Test
    void theSettingsOfTheTransactionStayTheCallers() throws SQLException {
        try (Persistence persistence = persistence("target-only");
                Connection connection = beginAfter(persistence, Stage.TARGET_ONLY)) {
            String asked = "SELECT concat_ws('|', current_user, current_setting('app.tenant_id', true),"
                    + " current_setting('search_path'), current_setting('statement_timeout'), current_setting('bytea_output'))";
            try (Statement statement = connection.createStatement()) {
                boolean rows = statement.execute("SET LOCAL bytea_output = 'escape'; SET LOCAL app.tenant_id = 'mine'");
                assertThat(rows).isFalse();
            }
            String before = value(connection, asked);

            EntityStore<Receipt> joined = joined(persistence, connection);
            assertThat(joined.put(receipt("r"), Precondition.absent()).isApplied())
                    .isTrue();
            assertThat(joined.put(receipt("r"), Precondition.absent()).isApplied())
                    .isFalse();
            assertThat(joined.find("r")).isPresent();

            assertThat(value(connection, asked)).isEqualTo(before).contains("mine", "escape");
        }
    }

    @Test
    void inAnyOtherStageANamedErrorSaysWhy() throws SQLException {
        try (Persistence persistence = persistence("target-only");
                Connection connection = begin()) {
            for (Stage stage : Stage.values()) {
                walk(persistence, stage);
                if (stage == Stage.TARGET_ONLY) {
                    assertThat(joined(persistence, connection).find("r")).isEmpty();
                } else {
                    assertThatThrownBy(() -> joined(persistence, connection))
                            .isInstanceOf(TransactionNotJoinedException.class)
                            .hasMessageContaining("desk.receipts")
                            .hasMessageContaining("the module is in " + stage.configName())
                            .hasMessageContaining(
                                    stage.leader() == Side.LEGACY
                                            ? "MongoDB leads"
                                            : "join-transactions: target-leads");
                }
            }
        }
    }

    @Test
    void aStoreThatWasJoinedBeforeAMoveDoesNotWriteAfterIt() throws SQLException {
        try (Persistence persistence = persistence("target-leads");
                Connection connection = beginAfter(persistence, Stage.TARGET_LED)) {
            EntityStore<Receipt> joined = joined(persistence, connection);
            walk(persistence, Stage.SHADOW_READ);

            assertThatThrownBy(() -> joined.put(receipt("r"), Precondition.none()))
                    .isInstanceOf(TransactionNotJoinedException.class);
            assertThat(receipts(persistence).find("r")).isEmpty();
        }
    }

    @Test
    void aConnectionThatCannotBeJoinedIsRefusedByName() throws SQLException {
        try (Persistence persistence = persistence("target-only");
                Connection connection = beginAfter(persistence, Stage.TARGET_ONLY)) {
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> joined(persistence, connection).find("r"))
                    .isInstanceOf(TransactionNotJoinedException.class)
                    .hasMessageContaining("setAutoCommit(false)");

            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> joined(persistence, connection).find("r"))
                    .isInstanceOf(TransactionNotJoinedException.class)
                    .hasMessageContaining("READ COMMITTED");
        }
    }
}
