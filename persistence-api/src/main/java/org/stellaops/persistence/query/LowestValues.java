// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.ArrayList;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/**
 * Collects the lowest distinct values of one field within a number and a size, in whatever order they come; for stores. Equal values
 * have one spelling, so that every store answers alike. Not for concurrent use.
 */
public final class LowestValues {

    private final int atMost;
    private final TreeSet<Value> lowest = new TreeSet<>(ValueOrder.INSTANCE);
    private long bytes;
    /** The lowest value for which there was no room; whatever is not below it is left out as well. */
    private @Nullable Value leftOut;

    /** Collects so many at most. */
    public LowestValues(int atMost) {
        this.atMost = atMost;
    }

    /** A value of the field, whose class has an order. */
    public void add(Value value) {
        Value one = spelled(value);
        if ((leftOut != null && ValueOrder.INSTANCE.compare(one, leftOut) >= 0) || !lowest.add(one)) {
            return;
        }
        bytes += EncodedSize.canonical(one);
        while (lowest.size() > atMost || (bytes > Limits.LARGEST_PAGE_BYTES && lowest.size() > 1)) {
            Value highest = lowest.last();
            lowest.remove(highest);
            bytes -= EncodedSize.canonical(highest);
            leftOut = highest;
        }
    }

    /** What was collected. */
    public DistinctValues<Value> values() {
        return new DistinctValues<>(new ArrayList<>(lowest), leftOut == null);
    }

    private static Value spelled(Value value) {
        if (value instanceof Value.Real it) {
            return Value.of(it.value() + 0.0);
        } else if (value instanceof Value.Decimal it) {
            var plain = it.value().stripTrailingZeros();
            return new Value.Decimal(plain.scale() < 0 ? plain.setScale(0) : plain);
        }
        return value;
    }
}
