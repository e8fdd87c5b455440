// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.util.concurrent.ThreadLocalRandom;

/** What is measured. */
enum Operation {
    FIND {
        @Override
        void make(Orders orders, int rows, int caller, long count) {
            check(orders.find(Order.id(random(rows))).lines().size());
        }
    },
    PUT {
        @Override
        void make(Orders orders, int rows, int caller, long count) {
            orders.put(Order.of(random(rows), count));
        }
    },
    PAGE {
        @Override
        void make(Orders orders, int rows, int caller, long count) {
            check(orders.page(Order.id(random(rows - LIMIT) - 1), LIMIT).size() - LIMIT + 5);
        }
    };

    static final int LIMIT = 50;

    abstract void make(Orders orders, int rows, int caller, long count);

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static void check(int lines) {
        if (lines != 5) {
            throw new IllegalStateException("what was read is not what was written");
        }
    }
}
