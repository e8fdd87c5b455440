// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import java.util.List;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;

/** What a customer of one tenant ordered. */
@Entity(module = "shop", table = "orders", tenancy = Tenancy.TENANT)
public record Order(
        @Id String orderId,
        String customer,
        long cents,
        @Child(table = "order_lines") List<Line> lines) {

    /** One line of it. */
    public record Line(String sku, int quantity) {}
}
