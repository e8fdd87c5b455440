// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stellaops.persistence.value.Value;

/**
 * The representation of one member of a document in one field: what fits is projected, and the member is rebuilt from
 * it. If the rebuilt member differs from the original, {@link OsvMapping} keeps the original verbatim beside the field.
 */
interface Projection {

    /** The value of the field for a present member; empty if the field is then missing. */
    Optional<Value> project(Value member);

    /** The value of the field when the member is missing. */
    default Optional<Value> projectMissing() {
        return Optional.empty();
    }

    /** The member for a field, as it is usually published; empty if it is left out. */
    Optional<Value> rebuild(Value field);

    /** The member as it is, if it satisfies the condition. */
    static Projection asItIs(Predicate<Value> fits) {
        return new Projection() {
            @Override
            public Optional<Value> project(Value member) {
                return Optional.of(member).filter(fits);
            }

            @Override
            public Optional<Value> rebuild(Value field) {
                return Optional.of(field);
            }
        };
    }

    /** A text. */
    static Projection text() {
        return asItIs(Value.Text.class::isInstance);
    }

    /** A list of nothing but texts. */
    static Projection texts() {
        return asItIs(Projection::isTexts);
    }

    /** Any value. */
    static Projection json() {
        return asItIs(member -> true);
    }

    /** A timestamp in a text. */
    static Projection timestamp() {
        return new Projection() {
            @Override
            public Optional<Value> project(Value member) {
                if (member instanceof Value.Text it) {
                    return Rfc3339.parse(it.value()).map(Value::of);
                }
                return Optional.of(member)
                        .filter(it -> it instanceof Value.Moment moment && Rfc3339.fits(moment.value()));
            }

            @Override
            public Optional<Value> rebuild(Value field) {
                return Optional.of(Value.of(((Value.Moment) field).value().toString()));
            }
        };
    }

    /**
     * The texts among the elements of a list, or a text in place of a list: what a MongoDB query for one element
     * matches.
     */
    static Projection textRows() {
        return new RowsProjection() {
            @Override
            List<Value> rowsOf(Value member) {
                List<Value> elements = member instanceof Value.Items it ? it.values() : List.of(member);
                return elements.stream().filter(Value.Text.class::isInstance).toList();
            }

            @Override
            Value elementOf(Value row) {
                return row;
            }
        };
    }

    /** The elements of a list, one row each. */
    static Projection rows(RowMapping shape) {
        return new RowsProjection() {
            @Override
            List<Value> rowsOf(Value member) {
                return member instanceof Value.Items it
                        ? it.values().stream().<Value>map(shape::rowOf).toList()
                        : List.of();
            }

            @Override
            Value elementOf(Value row) {
                return shape.elementOf(row);
            }
        };
    }

    /** Whether the value is a list of nothing but texts. */
    static boolean isTexts(Value value) {
        return value instanceof Value.Items it && it.values().stream().allMatch(Value.Text.class::isInstance);
    }
}
