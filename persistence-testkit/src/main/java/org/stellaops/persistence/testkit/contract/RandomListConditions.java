// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Condition.Operator;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Random conditions on the lists of an entity type, mostly with values that its records hold. */
final class RandomListConditions {

    private final EntityType<?> type;
    private final List<StoredRecord> records;
    private final Random random;

    RandomListConditions(EntityType<?> type, List<StoredRecord> records, Random random) {
        this.type = type;
        this.records = records;
        this.random = random;
    }

    /** A condition on one list, or on two. */
    Condition any() {
        return switch (random.nextInt(5)) {
            case 0 -> new Condition.Not(one());
            case 1 -> new Condition.And(List.of(one(), one()));
            case 2 -> new Condition.Or(List.of(one(), one()));
            default -> one();
        };
    }

    private Condition one() {
        FieldDef list = pick(type.fields().stream()
                .filter(it -> isRows(it) || isScalars(it))
                .filter(it -> !values(it.name()).isEmpty())
                .toList());
        List<Value> items = values(list.name());
        return new Condition.Any(list.name(), isRows(list) ? row(list, items, 0) : element(list, items));
    }

    private Condition row(FieldDef list, List<Value> rows, int depth) {
        List<FieldDef> columns = ((FieldType.Child) list.type())
                .columns().stream()
                        .filter(it -> it.type() instanceof FieldType.Scalar || it.type() instanceof FieldType.Array)
                        .toList();
        FieldDef column = pick(columns);
        List<Value> held = rows.stream()
                .flatMap(it -> ((Struct) it).find(column.name()).stream())
                .toList();
        int choice = random.nextInt(depth < 2 ? 8 : 5);
        if (choice == 0 || held.isEmpty()) {
            return new Condition.Missing(column.name());
        } else if (choice < 5 && column.type() instanceof FieldType.Array) {
            List<Value> elements = elements(held);
            return elements.isEmpty()
                    ? new Condition.Missing(column.name())
                    : new Condition.Any(column.name(), element(column, elements));
        } else if (choice < 5) {
            return comparison(column.name(), scalar(column), held);
        } else if (choice == 5) {
            return new Condition.Not(row(list, rows, depth + 1));
        }
        List<Condition> parts = List.of(row(list, rows, depth + 1), row(list, rows, depth + 1));
        return choice == 6 ? new Condition.Or(parts) : new Condition.And(parts);
    }

    private Condition element(FieldDef list, List<Value> elements) {
        FieldType.Scalar scalar = scalar(list);
        if (!scalar.kind().isOrdered() || random.nextBoolean()) {
            return comparison(Field.ELEMENT, scalar, elements);
        }
        return new Condition.And(List.of(
                new Condition.Compare(Field.ELEMENT, Operator.GREATER_OR_EQUAL, pick(elements)),
                new Condition.Compare(Field.ELEMENT, Operator.LESS, pick(elements))));
    }

    private Condition comparison(String field, FieldType.Scalar scalar, List<Value> held) {
        if (random.nextInt(4) == 0) {
            return new Condition.In(field, List.of(pick(held), pick(held)));
        } else if (pick(held) instanceof Value.Text it && random.nextInt(4) == 0) {
            return new Condition.Prefix(
                    field, it.value().substring(0, it.value().length() / 2));
        }
        Operator operator = scalar.kind().isOrdered() ? pick(List.of(Operator.values())) : Operator.EQUAL;
        return new Condition.Compare(field, operator, pick(held));
    }

    private static FieldType.Scalar scalar(FieldDef field) {
        if (field.type() instanceof FieldType.Array it) {
            return it.element();
        }
        return field.type() instanceof FieldType.ChildValues it ? it.element() : (FieldType.Scalar) field.type();
    }

    private static boolean isRows(FieldDef field) {
        return field.type() instanceof FieldType.Child;
    }

    private static boolean isScalars(FieldDef field) {
        return field.type() instanceof FieldType.Array || field.type() instanceof FieldType.ChildValues;
    }

    private List<Value> values(String list) {
        return elements(
                records.stream().flatMap(it -> it.content().find(list).stream()).toList());
    }

    private static List<Value> elements(List<Value> lists) {
        return lists.stream()
                .flatMap(it -> it instanceof Value.Items items ? items.values().stream() : Stream.empty())
                .toList();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
