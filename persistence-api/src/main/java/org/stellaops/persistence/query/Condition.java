// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.Collection;
import java.util.List;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Value;

/**
 * A condition on a record; limited to what both databases decide identically.
 *
 * <p>Two-valued: a comparison with a missing field is false, and {@link Not} makes it true. Texts are compared as UTF-8
 * bytes; −0.0 equals 0.0, as both databases have it; decimals compare by value.
 */
public sealed interface Condition {

    /** Always. */
    record All() implements Condition {}

    /** The comparison of a scalar field with a value. */
    record Compare(String field, Operator operator, Value value) implements Condition {}

    /** The scalar field is one of the values. */
    record In(String field, List<Value> values) implements Condition {

        /** Takes an unmodifiable copy. */
        public In {
            values = List.copyOf(values);
        }
    }

    /** The text field begins with the prefix. */
    record Prefix(String field, String prefix) implements Condition {}

    /** The list of scalars, in an array column or a child table, holds the value. */
    record Contains(String field, Value value) implements Condition {}

    /**
     * At least one row or element of the list satisfies a condition as a whole. The condition names the columns of a child table, or
     * {@link Field#ELEMENT} for a list of scalars; of an element it is one comparison, or an {@link And} of an upper bound, a lower
     * bound and a prefix.
     */
    record Any(String field, Condition where) implements Condition {}

    /**
     * A member of a JSON value, of a map, or of the remainder satisfies a condition on {@link Field#ELEMENT}, which stands for the
     * member; any condition but {@link Contains}, {@link Any} and {@link Member}. The names lead through documents only; where one is no
     * document, the member is missing. A whole number equals each number of the same value, whatever its class.
     */
    record Member(String field, List<String> path, Condition where) implements Condition {

        /** Takes an unmodifiable copy. */
        public Member {
            path = List.copyOf(path);
        }
    }

    /** The field is missing. For lists of a child table, which are never missing, this is an error. */
    record Missing(String field) implements Condition {}

    /** Every one of these; true for none. */
    record And(List<Condition> parts) implements Condition {

        /** Takes an unmodifiable copy. */
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of these; false for none. */
    record Or(List<Condition> parts) implements Condition {

        /** Takes an unmodifiable copy. */
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** Not this. */
    record Not(Condition part) implements Condition {}

    /** Comparison operators. */
    enum Operator {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        /** Whether it holds for values of which the first one compares so with the second, as {@link Comparable#compareTo} says. */
        public boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /** Every record. */
    static Condition all() {
        return new All();
    }

    /** The field has this value. */
    static <V> Condition eq(Field<V> field, V value) {
        return new Compare(field.name(), Operator.EQUAL, JavaValues.of(value));
    }

    /** The field is lower than this value. */
    static <V> Condition lt(Field<V> field, V value) {
        return new Compare(field.name(), Operator.LESS, JavaValues.of(value));
    }

    /** The field is at most this value. */
    static <V> Condition lte(Field<V> field, V value) {
        return new Compare(field.name(), Operator.LESS_OR_EQUAL, JavaValues.of(value));
    }

    /** The field is higher than this value. */
    static <V> Condition gt(Field<V> field, V value) {
        return new Compare(field.name(), Operator.GREATER, JavaValues.of(value));
    }

    /** The field is at least this value. */
    static <V> Condition gte(Field<V> field, V value) {
        return new Compare(field.name(), Operator.GREATER_OR_EQUAL, JavaValues.of(value));
    }

    /** The field is one of these values. */
    static <V> Condition in(Field<V> field, Collection<? extends V> values) {
        return new In(field.name(), values.stream().map(JavaValues::of).toList());
    }

    /** The text field begins with this prefix. */
    static Condition prefix(Field<String> field, String prefix) {
        return new Prefix(field.name(), prefix);
    }

    /** The list of scalars holds this value. */
    static <V> Condition contains(Field<V> field, V value) {
        return new Contains(field.name(), JavaValues.of(value));
    }

    /**
     * At least one row or element of the list satisfies the condition as a whole: {@code any("lines", and(eq(SKU, "x"), gt(AMOUNT,
     * 3)))}, or {@code any("scores", gt(Field.element(Integer.class), 3))}.
     */
    static Condition any(String list, Condition where) {
        return new Any(list, where);
    }

    /**
     * A member of a JSON value, a map or the remainder satisfies a condition: {@code member("provenance", List.of("source", "name"),
     * eq(Field.element(String.class), "nvd"))}.
     */
    static Condition member(String field, List<String> path, Condition where) {
        return new Member(field, path, where);
    }

    /** As {@link #member(String, List, Condition)}, of a member at the top. */
    static Condition member(String field, String name, Condition where) {
        return new Member(field, List.of(name), where);
    }

    /** The field is missing. */
    static Condition missing(Field<?> field) {
        return new Missing(field.name());
    }

    /** Every one of these. */
    static Condition and(Condition... parts) {
        return new And(List.of(parts));
    }

    /** At least one of these. */
    static Condition or(Condition... parts) {
        return new Or(List.of(parts));
    }

    /** Not this. */
    static Condition not(Condition part) {
        return new Not(part);
    }

    /** Decides for one record, as both databases would. A pure function. */
    default boolean matches(EntityType<?> type, StoredRecord record) {
        return new Evaluation(type, record).test(this);
    }
}
