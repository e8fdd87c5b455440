// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.status.activity.StatusEvents;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A service with several small modules on real databases, and somebody who changes rows behind its back. */
public final class ShopScene implements AutoCloseable {

    /** A record with contents that must not appear anywhere. */
    @Entity(module = "orders", table = "orders", tenancy = Tenancy.TENANT)
    public record Order(@Id String orderId, String customer, long cents, String note) {}

    /** Another module. */
    @Entity(module = "catalogue", table = "products")
    public record Product(@Id String productId, String title, long cents) {}

    /** Another module. */
    @Entity(module = "billing", table = "invoices", tenancy = Tenancy.TENANT)
    public record Invoice(@Id String invoiceId, long cents) {}

    /** Another module. */
    @Entity(module = "customers", table = "customers", tenancy = Tenancy.TENANT)
    public record Customer(@Id String customerId, String mail) {}

    private final Persistence persistence;
    private final StatusEvents events = new StatusEvents();
    private final PostgresDatabase postgres;
    private final AtomicLong confirmedAt = new AtomicLong();

    private ShopScene(String yaml, PostgresDatabase postgres) {
        this.postgres = postgres;
        this.persistence = Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(modules())
                .meters(new SimpleMeterRegistry())
                .listener(events)
                .listener(this::note)
                .open();
    }

    private void note(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.DivergenceFound) {
            confirmedAt.compareAndSet(0, System.nanoTime());
        }
    }

    /** When the first divergence was confirmed, by the nanosecond ticker; empty if none was yet. */
    public OptionalLong confirmedAt() {
        long at = confirmedAt.get();
        return at == 0 ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** The modules. */
    public static ModuleDescriptor[] modules() {
        return new ModuleDescriptor[] {
            ModuleDescriptor.of("orders", EntityType.of(Order.class)),
            ModuleDescriptor.of("catalogue", EntityType.of(Product.class)),
            ModuleDescriptor.of("billing", EntityType.of(Invoice.class)),
            ModuleDescriptor.of("customers", EntityType.of(Customer.class))
        };
    }

    /** The configuration. */
    public static String yaml(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules:
                    orders: { stage: shadow-read, shadow-read: { sample-rate: 1.0 } }
                    catalogue: { stage: dual-write }
                    billing: { stage: legacy-only }
                    customers: { stage: shadow-read, shadow-read: { sample-rate: 1.0 } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user());
    }

    /** Opens the service. */
    public static ShopScene open(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return new ShopScene(yaml(mongo, postgres), postgres);
    }

    public Persistence persistence() {
        return persistence;
    }

    public StatusEvents events() {
        return events;
    }

    /** The orders of one tenant. */
    public EntityStore<Order> orders() {
        return persistence.tenantStore(Order.class).forTenant("acme");
    }

    /** Writes orders and waits until the follower has them. */
    public void writeOrders(int count, String secret) {
        for (int i = 0; i < count; i++) {
            assertThat(orders().put(
                                    new Order("o-%05d".formatted(i), "customer of " + secret, 100L * i, secret),
                                    Precondition.none())
                            .isApplied())
                    .isTrue();
        }
        assertThat(persistence.module("orders").dualWrite().drain(Duration.ofSeconds(30)))
                .isTrue();
    }

    /** Writes a little into the other modules. */
    public void writeOthers(int count) {
        EntityStore<Product> products = persistence.store(Product.class);
        EntityStore<Invoice> invoices = persistence.tenantStore(Invoice.class).forTenant("acme");
        EntityStore<Customer> customers =
                persistence.tenantStore(Customer.class).forTenant("acme");
        List<Boolean> applied = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            applied.add(products.put(new Product("p-" + i, "tea", i), Precondition.none())
                    .isApplied());
            applied.add(
                    invoices.put(new Invoice("i-" + i, i), Precondition.none()).isApplied());
            applied.add(customers
                    .put(new Customer("c-" + i, "mail"), Precondition.none())
                    .isApplied());
        }
        assertThat(applied).doesNotContain(false);
    }

    /** Changes the follower behind the library's back. */
    public void corrupt(String statement) {
        try (Connection connection = postgres.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("SET row_security = off");
            assertThat(sql.executeUpdate(statement)).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads an order, which is compared in the background, and waits for the comparison. */
    public void readAndCompare(String id) {
        assertThat(orders().find(id)).isPresent();
    }

    @Override
    public void close() {
        persistence.close();
    }
}
