// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What somebody does who has read nothing but the README: two records, one file, both databases. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class NewcomerTest {

    enum Color {
        RED,
        BLUE
    }

    record Line(String sku, int quantity) {}

    @Entity(module = "shop", table = "orders", tenancy = Tenancy.TENANT)
    record Order(
            @Id String orderId,
            String customer,
            long cents,
            Instant placedAt,
            @Nullable String note,
            @Child(table = "order_lines") List<Line> lines) {}

    @Entity(module = "shop", table = "products")
    record Product(
            @Id UUID productId,
            String name,
            BigDecimal price,
            Color color,
            List<String> tags,
            @Json JsonNode more) {}

    private static final Field<Long> CENTS = Field.of("cents", Long.class);
    private static final Field<String> NAME = Field.of("name", String.class);
    private static final ModuleDescriptor SHOP =
            ModuleDescriptor.of("shop", EntityType.of(Order.class), EntityType.of(Product.class));

    @Test
    void tenLineRecordsWorkOnBothDatabasesAndAcrossAChangeOfLead(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Persistence persistence = open(mongo, postgres, "legacy-only")) {
            writeOrders(persistence);
            assertThat(read(persistence)).containsExactly("o2:5", "o4:5", "o1:10", "o3:30");
            expectMoved(persistence.module("shop").moveTo(Stage.DUAL_WRITE));
            assertThat(persistence.module("shop").backfill()).allMatch(BackfillRun::isFinished);
            updateConditionally(persistence);
            productsKeepEveryValue(persistence.store(Product.class));
            expectEqualStores(persistence);
            expectMoved(persistence.module("shop").moveTo(Stage.SHADOW_READ));
            expectMoved(persistence.module("shop").moveTo(Stage.TARGET_LED));
        }
        try (Persistence persistence = open(mongo, postgres, "target-led")) {
            assertThat(read(persistence)).containsExactly("o2:5", "o4:5", "o3:30", "o1:99");
            updateConditionally(persistence);
            productsKeepEveryValue(persistence.store(Product.class));
            tenantsSeeOnlyTheirOwn(persistence);
            expectEqualStores(persistence);
        }
    }

    private static Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres, String stage) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { shop: { stage: %s } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), stage);
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(SHOP)
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private static void writeOrders(Persistence persistence) {
        EntityStore<Order> acme = persistence.tenantStore(Order.class).forTenant("acme");
        for (Order order : List.of(order("o1", 10), order("o2", 5), order("o3", 30), order("o4", 5))) {
            assertThat(acme.put(order, Precondition.absent()).isApplied()).isTrue();
        }
        EntityStore<Order> other = persistence.tenantStore(Order.class).forTenant("other");
        assertThat(other.put(order("o1", 1), Precondition.none()).isApplied()).isTrue();
    }

    /** Ordered by amount, two at a time, until there is no next page. */
    private static List<String> read(Persistence persistence) {
        EntityStore<Order> acme = persistence.tenantStore(Order.class).forTenant("acme");
        Query query = Query.where(Condition.gt(CENTS, 1L)).orderBy(CENTS.asc()).limit(2);
        List<String> seen = new ArrayList<>();
        Optional<PageToken> next;
        do {
            Page<Order> page = acme.find(query);
            page.items().forEach(it -> seen.add(it.orderId() + ":" + it.cents()));
            next = page.next();
            query = next.map(query::after).orElse(query);
        } while (next.isPresent());
        return seen;
    }

    private static void updateConditionally(Persistence persistence) {
        EntityStore<Order> acme = persistence.tenantStore(Order.class).forTenant("acme");
        Versioned<Order> found = acme.findVersioned("o1").orElseThrow();
        Precondition unchanged = Precondition.revision(found.revision());

        assertThat(acme.put(order("o1", 99), unchanged)).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(acme.put(order("o1", 1), unchanged)).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(acme.put(order("o1", 1), Precondition.holds(Condition.lt(CENTS, 50L))))
                .isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(acme.delete("no such order", Precondition.none())).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(acme.find("o1")).contains(order("o1", 99));
    }

    private static void productsKeepEveryValue(EntityStore<Product> products) {
        JsonNode more = JsonNodeFactory.instance.objectNode().put("weight", 7.5).putNull("origin");
        Product product = new Product(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                "Bücher",
                new BigDecimal("7.50"),
                Color.BLUE,
                List.of("a"),
                more);

        assertThat(products.put(product, Precondition.none()).isApplied()).isTrue();
        assertThat(products.find(product.productId().toString())).contains(product);
        assertThat(products.find(Query.where(Condition.prefix(NAME, "Bü"))).items())
                .containsExactly(product);
    }

    private static void tenantsSeeOnlyTheirOwn(Persistence persistence) {
        TenantStore<Order> orders = persistence.tenantStore(Order.class);

        assertThat(orders.forTenant("other").find(Query.all()).items()).containsExactly(order("o1", 1));
        assertThat(orders.forTenant("nobody").find(Query.all()).items()).isEmpty();
        assertThatThrownBy(() -> persistence.store(Order.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant");
    }

    private static void expectEqualStores(Persistence persistence) {
        PersistenceModule shop = persistence.module("shop");
        assertThat(shop.dualWrite().drain(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(shop.verify()).extracting(VerificationReport::verdict).containsOnly(Verdict.PASS);
    }

    private static void expectMoved(MoveResult result) {
        assertThat(result).isInstanceOf(MoveResult.Moved.class);
    }

    private static Order order(String id, long cents) {
        return new Order(
                id,
                "c",
                cents,
                Instant.parse("2024-05-01T10:00:00.123Z"),
                null,
                List.of(new Line("s", 1), new Line("t", 2)));
    }
}
