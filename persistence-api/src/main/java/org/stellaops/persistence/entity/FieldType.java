// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import org.stellaops.persistence.value.Precision;

/** The type of a field, which determines how both databases store it. */
public sealed interface FieldType {

    /**
     * One value in one column.
     *
     * @param kind its type
     * @param precision how fine an {@link ScalarKind#INSTANT} may be; ignored for other kinds
     * @param allowed the texts that are allowed; empty for any
     */
    record Scalar(ScalarKind kind, Precision precision, List<String> allowed) implements FieldType {

        /** Takes an unmodifiable copy. */
        public Scalar {
            allowed = List.copyOf(allowed);
        }

        /** Any value of the kind; instants in milliseconds. */
        public static Scalar of(ScalarKind kind) {
            return new Scalar(kind, Precision.MILLIS, List.of());
        }
    }

    /** A list of values without nulls in one array column; a BSON array. */
    record Array(Scalar element) implements FieldType {}

    /** Any value, including an explicit null, in one {@code jsonb} column; the equivalent in BSON. */
    record Json() implements FieldType {}

    /**
     * An ordered list of rows in a table of its own; a BSON array of documents. A missing list is the empty list.
     *
     * @param table the child table
     * @param columns what each row holds: scalars, arrays, JSON, and at most one remainder of its own
     */
    record Child(String table, List<FieldDef> columns) implements FieldType {

        /** Takes an unmodifiable copy. */
        public Child {
            columns = List.copyOf(columns);
            for (FieldDef column : columns) {
                if (!(column.type() instanceof Scalar
                        || column.type() instanceof Array
                        || column.type() instanceof Json
                        || column.type() instanceof Remainder)) {
                    throw new IllegalArgumentException("field " + column.name() + " of child table " + table
                            + " must be a scalar, an array, JSON or a remainder");
                }
            }
        }
    }

    /**
     * An ordered list of scalars in a table of its own, in the column {@code value}; a BSON array. A missing list is
     * the
     * empty list.
     */
    record ChildValues(String table, Scalar element) implements FieldType {}

    /**
     * The members of a legacy document that no other field names, in one {@code jsonb} column: a struct that is missing
     * when there are none. An entity type has at most one.
     */
    record Remainder() implements FieldType {}
}
