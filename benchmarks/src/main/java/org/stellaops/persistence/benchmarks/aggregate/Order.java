// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;

/** The aggregate: a row, five rows of one child table and three of another, about one kilobyte. */
@Entity(module = Order.MODULE, table = "orders", tenancy = Tenancy.TENANT)
record Order(
        @Id String id,
        String customer,
        Instant placedAt,
        long cents,
        String note,
        @Child(table = "order_lines") List<Line> lines,
        @Child(table = "order_labels") List<String> labels) {

    static final String MODULE = "bench";
    static final String TENANT = "acme";
    static final EntityType<Order> TYPE = EntityType.of(Order.class);

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NOTE = "n".repeat(300);
    private static final int LINES = 5;
    private static final int LABELS = 3;

    /** A row of the first child table. */
    record Line(String sku, int count, long cents) {}

    /** The order with this number, in its version of this write. */
    static Order of(int number, long write) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(new Line("sku-" + number % 97 + "-" + i, i + 1, write % 10_000 + i));
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < LABELS; i++) {
            labels.add("label-" + (number + i) % 31);
        }
        return new Order(
                id(number), "customer-" + number % 1000, BEGIN.plusSeconds(number), write, NOTE + write, lines, labels);
    }

    /** In the order of the numbers. */
    static String id(int number) {
        return String.format(java.util.Locale.ROOT, "order-%08d", number);
    }
}
