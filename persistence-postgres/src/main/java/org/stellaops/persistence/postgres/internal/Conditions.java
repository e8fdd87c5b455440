// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.QueryScope;
import org.stellaops.persistence.value.Value;

/** A condition as SQL over the root table {@code r}; every value is a parameter. */
final class Conditions {

    private final TableSchema shape;
    private final Relation root;
    private final List<Object> parameters = new ArrayList<>();

    Conditions(TableSchema shape) {
        this.shape = shape;
        ScalarKind id = shape.idType().equals("uuid") ? ScalarKind.UUID : ScalarKind.TEXT;
        this.root = new Relation(QueryScope.of(shape.type()), "r", shape.id(), id);
    }

    /** The root table, for statements around these conditions. */
    static final String ROOT = "r";

    /** The parameters translated so far, in order. */
    List<Object> parameters() {
        return parameters;
    }

    /** The condition; null counts as false, as in WHERE. */
    String sql(Condition condition) {
        return sql(root, condition);
    }

    private String sql(Relation in, Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return in.column(it.field())
                    + operator(it.operator())
                    + bind(in.kind(it.field()), in.scope().queryValue(it.field(), it.value()));
        } else if (condition instanceof Condition.In it) {
            return in.column(it.field()) + " = ANY("
                    + bindAll(
                            in.kind(it.field()),
                            it.values().stream()
                                    .map(value -> in.scope().queryValue(it.field(), value))
                                    .toList())
                    + ")";
        } else if (condition instanceof Condition.Prefix it) {
            return prefix(in.column(it.field()), it.prefix());
        } else if (condition instanceof Condition.Contains it) {
            return contains(in, it);
        } else if (condition instanceof Condition.Any it) {
            return any(in, it);
        } else if (condition instanceof Condition.Member it) {
            return new MemberConditions(parameters, in.column(it.field()), it.path()).sql(it.where());
        } else if (condition instanceof Condition.Missing it) {
            return in.scope().isId(it.field()) ? "false" : in.column(it.field()) + " IS NULL";
        } else if (condition instanceof Condition.And it) {
            return joined(in, it.parts(), " AND ", "true");
        } else if (condition instanceof Condition.Or it) {
            return joined(in, it.parts(), " OR ", "false");
        } else if (condition instanceof Condition.Not it) {
            return "(" + sql(in, it.part()) + ") IS NOT TRUE";
        }
        return "true";
    }

    /** As a range, for which any index on the column will do; columns of texts are in binary order. */
    private String prefix(String column, String prefix) {
        parameters.add(prefix);
        String from = column + " >= ?::text";
        return TextRange.behindPrefix(prefix)
                .map(end -> {
                    parameters.add(end);
                    return "(" + from + " AND " + column + " < ?::text)";
                })
                .orElse(from);
    }

    /** The column of a field of the root table, or of the id. */
    String column(String field) {
        return root.column(field);
    }

    /** The value of a field of the root table, or of the id, as a parameter of its type. */
    String bound(String field, Value value) {
        return bind(root.kind(field), root.scope().queryValue(field, value));
    }

    private String joined(Relation in, List<Condition> parts, String separator, String none) {
        return parts.isEmpty()
                ? none
                : parts.stream().map(it -> sql(in, it)).collect(Collectors.joining(separator, "(", ")"));
    }

    private String contains(Relation in, Condition.Contains condition) {
        FieldType field = in.scope().field(condition.field()).orElseThrow().type();
        if (field instanceof FieldType.Array it) {
            return in.column(condition.field()) + " @> ARRAY["
                    + bind(it.element().kind(), condition.value()) + "]";
        }
        return any(
                in,
                new Condition.Any(
                        condition.field(),
                        new Condition.Compare(Field.ELEMENT, Condition.Operator.EQUAL, condition.value())));
    }

    private String any(Relation in, Condition.Any condition) {
        if (in.scope().field(condition.field()).orElseThrow().type() instanceof FieldType.Array) {
            if (condition.where() instanceof Condition.Compare it && it.operator() == Condition.Operator.EQUAL) {
                return contains(in, new Condition.Contains(condition.field(), it.value()));
            }
            Relation element = in.inside(condition.field());
            return "EXISTS (SELECT FROM unnest(" + in.column(condition.field()) + ") AS " + element.alias() + "("
                    + Sql.name(Field.ELEMENT) + ") WHERE " + sql(element, condition.where()) + ")";
        }
        ChildTable child = shape.children().stream()
                .filter(it -> it.field().name().equals(condition.field()))
                .findFirst()
                .orElseThrow();
        Relation row = in.inside(condition.field());
        return "EXISTS (SELECT FROM " + child.table() + " " + row.alias() + " WHERE "
                + child.belongsTo(row.alias(), "r.tenant_id", "r." + shape.id()) + " AND "
                + sql(row, condition.where()) + ")";
    }

    /**
     * A table, or the elements of an array, in a statement.
     *
     * @param alias its name in the statement
     * @param id the column of the id, if it has one
     * @param idKind the type of the id's column
     */
    private record Relation(QueryScope scope, String alias, String id, ScalarKind idKind) {

        String column(String field) {
            return alias + "."
                    + (scope.isId(field)
                            ? id
                            : Sql.name(scope.field(field).orElseThrow().column()));
        }

        ScalarKind kind(String field) {
            return scope.isId(field)
                    ? idKind
                    : ((FieldType.Scalar) scope.field(field).orElseThrow().type()).kind();
        }

        Relation inside(String list) {
            return new Relation(scope.inside(list), alias.equals("r") ? "c" : alias + "e", id, idKind);
        }
    }

    private String bind(ScalarKind kind, Value value) {
        parameters.add(ScalarText.encode(value));
        return "?::" + ScalarText.sqlType(kind);
    }

    /** Any number of values in one parameter. */
    private String bindAll(ScalarKind kind, List<Value> values) {
        parameters.add(ArrayParameter.of(values.stream().map(ScalarText::encode).toList()));
        return "?::" + ScalarText.sqlType(kind) + "[]";
    }

    static String operator(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> " = ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
    }
}
