// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** The library as an application opens it, log, meters and policies included, after it has left MongoDB. */
final class LibraryOrders implements Orders {

    private static final Field<String> ID = Field.of("id", String.class);

    private final Persistence persistence;
    private final EntityStore<Order> orders;

    LibraryOrders(PostgresDatabase database, int connections) {
        this.persistence = Persistence.builder(config(database, connections))
                .modules(ModuleDescriptor.of(Order.MODULE, Order.TYPE))
                .meters(new SimpleMeterRegistry())
                .open();
        this.orders = persistence.tenantStore(Order.TYPE).forTenant(Order.TENANT);
    }

    private static Config config(PostgresDatabase database, int connections) {
        String yaml = """
                persistence:
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}",
                              pool: { max-size: %d } }
                  modules: { %s: { stage: target-only } }
                """.formatted(database.jdbcUrl(), database.user(), connections, Order.MODULE);
        return Config.parse(yaml, Map.of("PG_PASSWORD", database.password()));
    }

    @Override
    public String name() {
        return "library";
    }

    @Override
    public Order find(String id) {
        return orders.find(id).orElseThrow();
    }

    @Override
    public void put(Order order) {
        if (!orders.put(order, Precondition.none()).isApplied()) {
            throw new IllegalStateException("order " + order.id() + " was not put");
        }
    }

    @Override
    public List<Order> page(String after, int limit) {
        return orders.find(Query.where(Condition.gt(ID, after)).limit(limit)).items();
    }

    @Override
    public void close() {
        persistence.close();
    }
}
