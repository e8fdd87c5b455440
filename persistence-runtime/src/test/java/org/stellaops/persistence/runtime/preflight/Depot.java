// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDateTime;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.LegacyDefault;
import org.stellaops.persistence.entity.LegacyDocument;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A module with orders that refer to customers, in both databases. */
final class Depot {

    enum Status {
        NEW,
        SENT
    }

    @Entity(module = "depot", table = "customers", tenancy = Tenancy.TENANT)
    @LegacyDocument(tenant = "shop")
    record Customer(@Id String customerId, String name) {}

    @Entity(
            module = "depot",
            table = "orders",
            tenancy = Tenancy.TENANT,
            unique = @Unique(name = "orders_number_key", fields = "number"))
    @LegacyDocument(tenant = "shop")
    record Order(
            @Id String orderId,
            String customerId,
            @Nullable String number,
            Instant placedAt,
            double price,
            Status status,
            @LegacyDefault("EUR") String currency,
            @Json @Nullable JsonNode extra) {}

    static final EntityType<Customer> CUSTOMERS = EntityType.of(Customer.class);
    static final EntityType<Order> ORDERS = EntityType.of(Order.class);
    static final ModuleDescriptor MODULE = ModuleDescriptor.of("depot", CUSTOMERS, ORDERS);

    private final MongoDatabaseName mongo;
    private final PostgresDatabase postgres;

    Depot(MongoDatabaseName mongo, PostgresDatabase postgres) {
        this.mongo = mongo;
        this.postgres = postgres;
    }

    static MongoCollection<Document> orders(MongoDatabase database) {
        return database.getCollection("orders");
    }

    /** An order without a fault. */
    static Document order(String id) {
        return new Document("_id", id)
                .append("shop", "s1")
                .append("customerId", "c1")
                .append("placedAt", new BsonDateTime(1_767_225_600_000L))
                .append("price", 2.5)
                .append("status", "NEW")
                .append("currency", "EUR");
    }

    static void customer(MongoDatabase database) {
        database.getCollection("customers")
                .insertOne(new Document("_id", "c1").append("shop", "s1").append("name", "Ada"));
    }

    /** Makes the tables as a migration of the module would, with a foreign key between them. */
    void migrate() throws SQLException {
        try (PostgresBackend backend =
                PostgresBackend.open(config(Stage.LEGACY_ONLY, "").postgres(), "depot")) {
            backend.prepare(MODULE.entityTypes());
        }
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE depot.orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (tenant_id,"
                    + " customer_id) REFERENCES depot.customers (tenant_id, customer_id)");
        }
    }

    PreflightReport examine(EntityType<?> type, PreflightSettings settings) {
        try (Inspection inspection = Persistence.builder(config(Stage.LEGACY_ONLY, ""))
                .modules(MODULE)
                .inspect()) {
            return inspection
                    .module("depot")
                    .preflight(type, settings, it -> {})
                    .run();
        }
    }

    Persistence open(Stage stage, String stages) {
        return Persistence.builder(config(stage, stages))
                .modules(MODULE)
                .withoutReconcilers()
                .open();
    }

    Config config(Stage stage, String stages) {
        return Config.parse(
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  stages: { %s }
                  modules: { depot: { stage: %s } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                stages,
                                stage.configName()),
                Map.of("PG_PASSWORD", postgres.password()));
    }

    /** What there is in the databases, so that a look can be shown to make nothing. */
    List<String> everything(MongoDatabase database) throws SQLException {
        List<String> found = new ArrayList<>();
        database.listCollectionNames().into(found);
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE nspname NOT LIKE 'pg_%' ORDER BY 1")) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found.stream().sorted().toList();
    }
}
