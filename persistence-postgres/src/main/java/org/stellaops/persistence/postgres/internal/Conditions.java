package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.value.Value;

/** A condition as SQL over the root table {@code r}; every value is a parameter. */
final class Conditions {

    private final TableSchema shape;
    private final EntityType<?> type;
    private final List<Object> parameters = new ArrayList<>();

    Conditions(TableSchema shape) {
        this.shape = shape;
        this.type = shape.type();
    }

    /** The parameters translated so far, in order. */
    List<Object> parameters() {
        return parameters;
    }

    /** The condition; null counts as false, as in WHERE. */
    String sql(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return column(it.field()) + operator(it.operator()) + bind(kind(it.field()), asked(it.field(), it.value()));
        } else if (condition instanceof Condition.In it) {
            return column(it.field()) + " = ANY("
                    + bindAll(
                            kind(it.field()),
                            it.values().stream()
                                    .map(value -> asked(it.field(), value))
                                    .toList())
                    + ")";
        } else if (condition instanceof Condition.Prefix it) {
            return prefix(it);
        } else if (condition instanceof Condition.Contains it) {
            return contains(it);
        } else if (condition instanceof Condition.Missing it) {
            return it.field().equals(type.idField()) ? "false" : column(it.field()) + " IS NULL";
        } else if (condition instanceof Condition.And it) {
            return joined(it.parts(), " AND ", "true");
        } else if (condition instanceof Condition.Or it) {
            return joined(it.parts(), " OR ", "false");
        } else if (condition instanceof Condition.Not it) {
            return "(" + sql(it.part()) + ") IS NOT TRUE";
        }
        return "true";
    }

    /** As a range, for which any index on the column will do; columns of texts are in binary order. */
    private String prefix(Condition.Prefix condition) {
        String column = column(condition.field());
        parameters.add(condition.prefix());
        String from = column + " >= ?::text";
        return TextRange.behindPrefix(condition.prefix())
                .map(end -> {
                    parameters.add(end);
                    return "(" + from + " AND " + column + " < ?::text)";
                })
                .orElse(from);
    }

    /** The value of a field, or of the id, as a parameter of its type. */
    String bound(String field, Value value) {
        return bind(kind(field), asked(field, value));
    }

    private String joined(List<Condition> parts, String separator, String none) {
        return parts.isEmpty() ? none : parts.stream().map(this::sql).collect(Collectors.joining(separator, "(", ")"));
    }

    private String contains(Condition.Contains condition) {
        FieldType field = type.field(condition.field()).orElseThrow().type();
        if (field instanceof FieldType.Array it) {
            return column(condition.field()) + " @> ARRAY[" + bind(it.element().kind(), condition.value()) + "]";
        }
        ChildTable child = shape.children().stream()
                .filter(it -> it.field().name().equals(condition.field()))
                .findFirst()
                .orElseThrow();
        ScalarKind kind = ((FieldType.ChildValues) field).element().kind();
        return "EXISTS (SELECT FROM " + child.table() + " c WHERE "
                + child.belongsTo("c", "r.tenant_id", "r." + shape.id()) + " AND c."
                + Sql.name(child.columns().get(0).column()) + " = " + bind(kind, condition.value()) + ")";
    }

    /** The column of a field or of the id. */
    String column(String field) {
        return "r."
                + (field.equals(type.idField())
                        ? shape.id()
                        : Sql.name(type.field(field).orElseThrow().column()));
    }

    private Value asked(String field, Value value) {
        return field.equals(type.idField()) ? type.idKind().queryValue(value) : value;
    }

    private ScalarKind kind(String field) {
        if (field.equals(type.idField())) {
            return shape.idType().equals("uuid") ? ScalarKind.UUID : ScalarKind.TEXT;
        }
        return ((FieldType.Scalar) type.field(field).orElseThrow().type()).kind();
    }

    private String bind(ScalarKind kind, Value value) {
        parameters.add(ScalarText.encode(value));
        return "?::" + ScalarText.sqlType(kind);
    }

    /** Any number of values in one parameter. */
    private String bindAll(ScalarKind kind, List<Value> values) {
        parameters.add(ArrayText.of(values.stream().map(ScalarText::encode).toList()));
        return "?::" + ScalarText.sqlType(kind) + "[]";
    }

    private static String operator(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> " = ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
    }
}
