// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/** Decides conditions for one record in memory. */
final class Evaluation {

    private final QueryScope scope;
    private final Function<String, Optional<Value>> values;

    private Evaluation(QueryScope scope, Function<String, Optional<Value>> values) {
        this.scope = scope;
        this.values = values;
    }

    Evaluation(EntityType<?> type, StoredRecord record) {
        this(QueryScope.of(type), field -> valueOf(type, record, field));
    }

    static Optional<Value> valueOf(EntityType<?> type, StoredRecord record, String field) {
        return field.equals(type.idField())
                ? Optional.of(type.idKind().valueOf(record.key()))
                : record.content().find(field);
    }

    boolean test(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            Condition.Compare asked =
                    new Condition.Compare(it.field(), it.operator(), scope.queryValue(it.field(), it.value()));
            return value(it.field()).filter(value -> compares(asked, value)).isPresent();
        } else if (condition instanceof Condition.In it) {
            return value(it.field())
                    .filter(value ->
                            it.values().stream().anyMatch(one -> equal(value, scope.queryValue(it.field(), one))))
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
        } else if (condition instanceof Condition.Any it) {
            return value(it.field())
                    .filter(value -> value instanceof Value.Items items
                            && items.values().stream()
                                    .anyMatch(one -> inside(it.field(), one).test(it.where())))
                    .isPresent();
        } else if (condition instanceof Condition.Member it) {
            return new MemberEvaluation(value(it.field()), it.path()).test(it.where());
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

    /** One row or element of a list. */
    private Evaluation inside(String list, Value one) {
        QueryScope inner = scope.inside(list);
        return new Evaluation(
                inner,
                inner.isElement()
                        ? name -> Optional.of(one).filter(it -> name.equals(Field.ELEMENT))
                        : name -> one instanceof Struct it ? it.find(name) : Optional.empty());
    }

    private Optional<Value> value(String field) {
        return values.apply(field);
    }

    private static boolean equal(Value left, Value right) {
        return left.getClass() == right.getClass()
                && (left.equals(right) || (ValueOrder.orders(left) && ValueOrder.INSTANCE.compare(left, right) == 0));
    }

    private static boolean compares(Condition.Compare compare, Value value) {
        if (compare.operator() == Condition.Operator.EQUAL) {
            return equal(value, compare.value());
        }
        return compare.operator().holds(ValueOrder.INSTANCE.compare(value, compare.value()));
    }
}
