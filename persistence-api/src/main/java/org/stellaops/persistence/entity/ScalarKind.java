// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.function.Predicate;
import org.stellaops.persistence.value.Value;

/** The types that a column can have, each with the one class of value it holds. */
public enum ScalarKind {
    /** {@code text COLLATE "C"}; a BSON string. */
    TEXT(Value.Text.class::isInstance, true),
    /** {@code integer}; a BSON int. */
    INT(Value.Int32.class::isInstance, true),
    /** {@code bigint}; a BSON long. */
    LONG(Value.Int64.class::isInstance, true),
    /** {@code double precision}; a BSON double. NaN is rejected, since the databases order it differently. */
    DOUBLE(Value.Real.class::isInstance, true),
    /** {@code numeric}; a Decimal128. A negative scale is rejected, since {@code numeric} does not keep it. */
    DECIMAL(Value.Decimal.class::isInstance, true),
    /** {@code boolean}. */
    BOOL(Value.Bool.class::isInstance, true),
    /** {@code timestamptz}; a BSON date, or a text when the field is finer than a millisecond. */
    INSTANT(Value.Moment.class::isInstance, true),
    /** {@code uuid}; binary of subtype 4. */
    UUID(Value.Uuid.class::isInstance, true),
    /** {@code bytea}; binary of subtype 0. Has no order. */
    BYTES(Value.Bytes.class::isInstance, false);

    private final Predicate<Value> holds;
    private final boolean ordered;

    ScalarKind(Predicate<Value> holds, boolean ordered) {
        this.holds = holds;
        this.ordered = ordered;
    }

    /** Whether the value is of the class of this kind. */
    public boolean holds(Value value) {
        return holds.test(value);
    }

    /** Whether both databases order the values in the same way, so that ranges and sorts are supported. */
    public boolean isOrdered() {
        return ordered;
    }
}
