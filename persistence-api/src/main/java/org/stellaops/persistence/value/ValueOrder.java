// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.util.Comparator;

/** How both databases order scalars of one class: texts and UUIDs by bytes, decimals by value, −0.0 equal to 0.0. */
public final class ValueOrder implements Comparator<Value> {

    /** The order. */
    public static final ValueOrder INSTANCE = new ValueOrder();

    private ValueOrder() {}

    /** Whether values of this class have an order. */
    public static boolean orders(Value value) {
        return !(value instanceof Struct
                || value instanceof Value.Items
                || value instanceof Value.Bytes
                || value instanceof Value.Null);
    }

    /**
     * Compares two values of one class.
     *
     * @throws IllegalArgumentException if the classes differ or have no order
     */
    @Override
    public int compare(Value left, Value right) {
        if (left instanceof Value.Text a && right instanceof Value.Text b) {
            return Texts.BYTE_ORDER.compare(a.value(), b.value());
        } else if (left instanceof Value.Int32 a && right instanceof Value.Int32 b) {
            return Integer.compare(a.value(), b.value());
        } else if (left instanceof Value.Int64 a && right instanceof Value.Int64 b) {
            return Long.compare(a.value(), b.value());
        } else if (left instanceof Value.Real a && right instanceof Value.Real b) {
            return Double.compare(a.value() + 0.0, b.value() + 0.0);
        } else if (left instanceof Value.Decimal a && right instanceof Value.Decimal b) {
            return a.value().compareTo(b.value());
        } else if (left instanceof Value.Bool a && right instanceof Value.Bool b) {
            return Boolean.compare(a.value(), b.value());
        } else if (left instanceof Value.Moment a && right instanceof Value.Moment b) {
            return a.value().compareTo(b.value());
        } else if (left instanceof Value.Uuid a && right instanceof Value.Uuid b) {
            return a.value().toString().compareTo(b.value().toString());
        } else if (left instanceof Value.Oid a && right instanceof Value.Oid b) {
            return a.hex().compareTo(b.hex());
        }
        throw new IllegalArgumentException("a " + left.getClass().getSimpleName() + " and a "
                + right.getClass().getSimpleName() + " have no common order");
    }
}
