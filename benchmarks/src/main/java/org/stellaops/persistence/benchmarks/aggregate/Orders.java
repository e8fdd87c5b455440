// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.util.List;

/** One way of keeping orders. Safe for concurrent use. */
interface Orders extends AutoCloseable {

    /** Its name in reports. */
    String name();

    Order find(String id);

    void put(Order order);

    /** The first orders behind an id, in the order of ids. */
    List<Order> page(String after, int limit);

    @Override
    void close();
}
