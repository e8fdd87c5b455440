// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.Optional;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/** Decides conditions for one record in memory. */
final class Evaluation {

    private final EntityType<?> type;
    private final StoredRecord record;

    Evaluation(EntityType<?> type, StoredRecord record) {
        this.type = type;
        this.record = record;
    }

    static Optional<Value> valueOf(EntityType<?> type, StoredRecord record, String field) {
        return field.equals(type.idField())
                ? Optional.of(type.idKind().valueOf(record.key()))
                : record.content().find(field);
    }

    boolean test(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            Condition.Compare asked = new Condition.Compare(it.field(), it.operator(), asked(it.field(), it.value()));
            return value(it.field()).filter(value -> compares(asked, value)).isPresent();
        } else if (condition instanceof Condition.In it) {
            return value(it.field())
                    .filter(value -> it.values().stream().anyMatch(one -> equal(value, asked(it.field(), one))))
                    .isPresent();
        } else if (condition instanceof Condition.Prefix it) {
            return value(it.field())
                    .filter(value ->
                            value instanceof Value.Text text && text.value().startsWith(it.prefix()))
                    .isPresent();
        } else if (condition instanceof Condition.Contains it) {
            return value(it.field())
                    .filter(value -> value instanceof Value.Items items
                            && items.values().stream().anyMatch(one -> equal(one, it.value())))
                    .isPresent();
        } else if (condition instanceof Condition.Missing it) {
            return value(it.field()).isEmpty();
        } else if (condition instanceof Condition.And it) {
            return it.parts().stream().allMatch(this::test);
        } else if (condition instanceof Condition.Or it) {
            return it.parts().stream().anyMatch(this::test);
        } else if (condition instanceof Condition.Not it) {
            return !test(it.part());
        }
        return true;
    }

    private Value asked(String field, Value value) {
        return field.equals(type.idField()) ? type.idKind().queryValue(value) : value;
    }

    private Optional<Value> value(String field) {
        return valueOf(type, record, field);
    }

    private static boolean equal(Value left, Value right) {
        return left.getClass() == right.getClass()
                && (left.equals(right) || (ValueOrder.orders(left) && ValueOrder.INSTANCE.compare(left, right) == 0));
    }

    private static boolean compares(Condition.Compare compare, Value value) {
        if (compare.operator() == Condition.Operator.EQUAL) {
            return equal(value, compare.value());
        }
        int order = ValueOrder.INSTANCE.compare(value, compare.value());
        return switch (compare.operator()) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case EQUAL -> order == 0;
        };
    }
}
