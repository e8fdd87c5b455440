// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The guide's way for one database, or one collection, a tenant: a module for each tenant, of the same record class. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class TenantDatabasesTest {

    /** Of every tenant; the module and the collection are given for each. */
    @Entity(module = "billing", table = "invoices")
    record Invoice(
            @Id String invoiceId, long cents, @Nullable String note) {}

    private static EntityType<Invoice> invoices(String tenant) {
        return EntityType.of(Invoice.class, "billing_" + tenant, "invoices_" + tenant);
    }

    @Test
    void eachTenantWalksAloneAndKeepsItsOwn(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            fill(client.getDatabase(mongo.name() + "_acme"), "acme");
            fill(client.getDatabase(mongo.name() + "_globex"), "globex");
            fill(client.getDatabase(mongo.name()), "initech");
            try (Persistence persistence = open(mongo, postgres, "acme", "globex")) {
                walk(persistence, "acme", Stage.TARGET_LED);
                put(persistence, "acme", new Invoice("i1", 1, "changed"));
                put(persistence, "globex", new Invoice("i1", 2, "changed"));

                assertThat(persistence.module("billing_globex").stage()).isEqualTo(Stage.LEGACY_ONLY);
                assertThat(all(persistence, "acme")).containsExactly(new Invoice("i1", 1, "changed"), of("i2", "acme"));
                assertThat(all(persistence, "globex"))
                        .containsExactly(new Invoice("i1", 2, "changed"), of("i2", "globex"));

                // A tenant that appears at run time, here one collection in a database of several.
                try (Persistence later = open(mongo, postgres, "initech")) {
                    walk(later, "initech", Stage.TARGET_ONLY);
                    put(later, "initech", new Invoice("i3", 3, null));
                    assertThat(all(later, "initech")).hasSize(3);
                }
                assertThat(all(persistence, "acme")).hasSize(2);
            }
            assertThat(rows(postgres, "billing_acme")).isEqualTo(2);
            assertThat(rows(postgres, "billing_initech")).isEqualTo(3);
            assertThat(client.getDatabase(mongo.name() + "_globex")
                            .getCollection("invoices_globex")
                            .countDocuments())
                    .isEqualTo(2);
        }
    }

    private static void walk(Persistence persistence, String tenant, Stage end) {
        String module = "billing_" + tenant;
        for (Stage next : persistence.module(module).stage().walkTo(end)) {
            assertThat(persistence.module(module).moveTo(next)).as("%s", next).isInstanceOf(MoveResult.Moved.class);
            if (next == Stage.DUAL_WRITE) {
                assertThat(persistence.module(module).backfill()).allMatch(BackfillRun::isFinished);
                assertThat(persistence.module(module).verify())
                        .allSatisfy(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS));
            }
        }
    }

    private static void put(Persistence persistence, String tenant, Invoice invoice) {
        assertThat(store(persistence, tenant).put(invoice, Precondition.none()))
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    private static List<Invoice> all(Persistence persistence, String tenant) {
        return store(persistence, tenant).find(Query.all()).items();
    }

    private static EntityStore<Invoice> store(Persistence persistence, String tenant) {
        return persistence.store(invoices(tenant));
    }

    private static void fill(MongoDatabase database, String tenant) {
        database.getCollection("invoices_" + tenant)
                .insertMany(Stream.of("i1", "i2")
                        .map(it -> new Document("_id", it).append("cents", 7).append("note", tenant))
                        .toList());
    }

    private static Invoice of(String id, String tenant) {
        return new Invoice(id, 7, tenant);
    }

    private static long rows(PostgresDatabase postgres, String schema) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + schema + ".invoices")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private static Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres, String... tenants) {
        StringBuilder modules = new StringBuilder();
        for (String tenant : tenants) {
            modules.append("\n    billing_")
                    .append(tenant)
                    .append(": { stage: legacy-only")
                    .append(tenant.equals("initech") ? "" : ", mongo-database: " + mongo.name() + "_" + tenant)
                    .append(" }");
        }
        String yaml =
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  stages: { follow-interval: 100ms }
                  modules: %s
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), modules);
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(Stream.of(tenants)
                        .map(it -> ModuleDescriptor.of("billing_" + it, invoices(it)))
                        .toArray(ModuleDescriptor[]::new))
                .gates(StageGate.none())
                .meters(new SimpleMeterRegistry())
                .open();
    }
}
