// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.Persistence;

/** What the service does; it never names a database. */
public final class Shop {

    private static final Field<Long> CENTS = Field.of("cents", Long.class);

    private final Persistence persistence;

    /** A shop on stores that the caller opened and closes. */
    public Shop(Persistence persistence) {
        this.persistence = persistence;
    }

    /** Puts a product on sale, or changes it. */
    public WriteOutcome sell(Product product) {
        return persistence.store(Product.class).put(product, Precondition.none());
    }

    /** The product of a stock number. */
    public Optional<Product> product(String sku) {
        return persistence.store(Product.class).find(sku);
    }

    /** Takes an order, once. */
    public WriteOutcome place(String tenant, Order order) {
        return orders(tenant).put(order, Precondition.absent());
    }

    /** Changes the note of an order, unless somebody else changed the order since it was read. */
    public WriteOutcome annotate(String tenant, String orderId, String note) {
        Versioned<Order> found = orders(tenant).findVersioned(orderId).orElseThrow();
        Order order = found.value();
        Order changed = new Order(
                order.orderId(),
                order.customer(),
                order.cents(),
                order.placedAt(),
                note,
                order.tags(),
                order.lines(),
                order.more());
        return orders(tenant).put(changed, Precondition.revision(found.revision()));
    }

    /** An order of a tenant. */
    public Optional<Order> order(String tenant, String orderId) {
        return orders(tenant).find(orderId);
    }

    /** The dearest orders above an amount. */
    public List<Order> above(String tenant, long cents) {
        Query query =
                Query.where(Condition.gt(CENTS, cents)).orderBy(CENTS.desc()).limit(50);
        return orders(tenant).find(query).items();
    }

    private EntityStore<Order> orders(String tenant) {
        return persistence.tenantStore(Order.class).forTenant(tenant);
    }
}
