// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.query.Condition.Operator;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Value;

/**
 * Rewrites a comparison with an instant finer than its field into one with an instant that the field can hold, and with the same
 * answer. A database would round it, or refuse it. Pure.
 */
final class InstantGrid {

    private final QueryScope scope;

    InstantGrid(EntityType<?> type) {
        this(QueryScope.of(type));
    }

    private InstantGrid(QueryScope scope) {
        this.scope = scope;
    }

    /** The same condition for every record that the type can hold; its depth has been checked. */
    Condition of(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return compare(it);
        } else if (condition instanceof Condition.In it) {
            return new Condition.In(
                    it.field(),
                    it.values().stream()
                            .filter(value -> isOn(it.field(), value))
                            .toList());
        } else if (condition instanceof Condition.Contains it) {
            return isOn(it.field(), it.value()) ? it : Condition.or();
        } else if (condition instanceof Condition.Any it) {
            Condition inner = new InstantGrid(scope.inside(it.field())).of(it.where());
            return inner.equals(Condition.or()) ? inner : new Condition.Any(it.field(), inner);
        } else if (condition instanceof Condition.And it) {
            return and(of(it.parts()));
        } else if (condition instanceof Condition.Or it) {
            return new Condition.Or(of(it.parts()));
        }
        return condition instanceof Condition.Not it ? new Condition.Not(of(it.part())) : condition;
    }

    /** Of an element only comparisons can be asked, so that what holds for no element must not stand among them. */
    private Condition and(List<Condition> parts) {
        return scope.isElement() && parts.contains(Condition.or()) ? Condition.or() : new Condition.And(parts);
    }

    private List<Condition> of(List<Condition> parts) {
        return parts.stream().map(this::of).toList();
    }

    /** No record lies between an instant and the one below it on the grid of its field. */
    private Condition compare(Condition.Compare condition) {
        if (isOn(condition.field(), condition.value())) {
            return condition;
        }
        Value below = below(condition.field(), ((Value.Moment) condition.value()).value());
        return switch (condition.operator()) {
            case EQUAL -> Condition.or();
            case LESS, LESS_OR_EQUAL -> new Condition.Compare(condition.field(), Operator.LESS_OR_EQUAL, below);
            case GREATER, GREATER_OR_EQUAL -> new Condition.Compare(condition.field(), Operator.GREATER, below);
        };
    }

    private boolean isOn(String field, Value value) {
        return !(value instanceof Value.Moment it) || precision(field).holds(it.value());
    }

    private Value below(String field, Instant instant) {
        return Value.of(precision(field).floor(instant));
    }

    private Precision precision(String field) {
        FieldType fieldType = scope.field(field).map(FieldDef::type).orElseThrow();
        if (fieldType instanceof FieldType.Scalar it) {
            return it.precision();
        } else if (fieldType instanceof FieldType.Array it) {
            return it.element().precision();
        }
        return fieldType instanceof FieldType.ChildValues it ? it.element().precision() : Precision.MILLIS;
    }
}
