// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Value;

/**
 * The rows of a query after its position, as SQL over the root table {@code r}. What is behind a position is one range of an index, or
 * a few that follow each other, so that a page costs the same wherever it begins. Missing values sort lowest.
 */
final class Listing {

    private final TableSchema shape;
    private final EntityType<?> type;
    private final Conditions conditions;
    private final List<Sort> whole;
    private final List<Sort> order;

    private Listing(TableSchema shape, Query query) {
        this.shape = shape;
        this.type = shape.type();
        this.conditions = new Conditions(shape);
        this.whole = Keyset.totalOrder(type, query);
        this.order = necessary(type, whole, fixed(query.where()));
    }

    /**
     * A statement with its parameters.
     *
     * @param sql the statement
     * @param parameters the values of its question marks
     */
    record Statement(String sql, List<Object> parameters) {}

    /** The first rows of a query behind its position, with all columns of the root table. */
    static Statement rows(TableSchema shape, Optional<String> tenant, Query query, int limit) {
        Listing listing = new Listing(shape, query);
        List<Object> parameters = new ArrayList<>();
        // The number is part of the text: the planner must know that few rows are wanted.
        String firstOnes = " ORDER BY " + listing.order() + " LIMIT " + limit;
        List<String> parts = new ArrayList<>();
        for (Range range : listing.ranges(Keyset.position(shape.type(), query))) {
            parts.add(listing.part(tenant, query, range, parameters) + firstOnes);
        }
        return new Statement(
                parts.size() == 1
                        ? parts.get(0)
                        : "SELECT r.* FROM ((" + String.join(") UNION ALL (", parts) + ")) AS r" + firstOnes,
                parameters);
    }

    /** The order of a query, as SQL. */
    static String order(TableSchema shape, Query query) {
        return new Listing(shape, query).order();
    }

    /** Behind the id nothing is left to order, nor is a column of which all rows have the same value. */
    private static List<Sort> necessary(EntityType<?> type, List<Sort> whole, Set<String> fixed) {
        List<Sort> necessary = new ArrayList<>();
        for (Sort sort : whole) {
            boolean isId = sort.field().equals(type.idField());
            if (isId || !fixed.contains(sort.field())) {
                necessary.add(sort);
            }
            if (isId) {
                return necessary;
            }
        }
        return necessary;
    }

    /** The fields that a condition allows one value. */
    private static Set<String> fixed(Condition condition) {
        if (condition instanceof Condition.Compare it && it.operator() == Condition.Operator.EQUAL) {
            return Set.of(it.field());
        } else if (condition instanceof Condition.Missing it) {
            return Set.of(it.field());
        } else if (condition instanceof Condition.And it) {
            return it.parts().stream().flatMap(part -> fixed(part).stream()).collect(Collectors.toSet());
        }
        return Set.of();
    }

    /** The values of a position in the columns that are necessary. */
    private List<Value> necessary(List<Value> position) {
        return order.stream().map(it -> position.get(whole.indexOf(it))).toList();
    }

    private String part(Optional<String> tenant, Query query, Range range, List<Object> parameters) {
        Conditions where = new Conditions(shape);
        String filter = where.sql(Keyset.filter(type, query));
        // The row level policy would do, but the planner needs to see the tenant.
        String ofTenant = shape.tenant() ? "r.tenant_id = " + shape.tenantOf("?") + " AND " : "";
        tenant.filter(it -> shape.tenant()).ifPresent(parameters::add);
        parameters.addAll(where.parameters());
        parameters.addAll(range.parameters());
        return "SELECT r.* FROM " + shape.root() + " r WHERE " + ofTenant + filter + range.sql();
    }

    private String order() {
        return order.stream().map(this::order).collect(Collectors.joining(", "));
    }

    private String order(Sort sort) {
        return Sql.ordered(
                conditions.column(sort.field()), isNullable(sort), sort.direction() == Sort.Direction.DESCENDING);
    }

    private boolean isNullable(Sort sort) {
        return type.field(sort.field()).map(it -> it.nullable()).orElse(false);
    }

    /** Conditions that follow a WHERE, with their parameters. */
    private record Range(String sql, List<Object> parameters) {

        Range behind(Range before) {
            List<Object> all = new ArrayList<>(before.parameters);
            all.addAll(parameters);
            return new Range(before.sql + sql, all);
        }
    }

    /** The ranges behind a position, in their order; they do not overlap. */
    private List<Range> ranges(Optional<List<Value>> position) {
        return position.map(values -> behind(0, necessary(values))).orElse(List.of(new Range("", List.of())));
    }

    /** What is behind these values in the columns from this one on. */
    private List<Range> behind(int first, List<Value> values) {
        if (isOneComparison(first, values)) {
            return List.of(comparison(first, values));
        }
        List<Range> ranges = new ArrayList<>();
        if (first < order.size() - 1) {
            Range equal = equal(order.get(first), values.get(first));
            behind(first + 1, values).forEach(it -> ranges.add(it.behind(equal)));
        }
        ranges.addAll(behind(order.get(first), values.get(first)));
        return ranges;
    }

    /** Missing values come before all others in an ascending column, so that a comparison leaves them out. */
    private boolean isOneComparison(int first, List<Value> values) {
        Sort.Direction direction = order.get(first).direction();
        for (int i = first; i < order.size(); i++) {
            Sort sort = order.get(i);
            boolean leavesOut = sort.direction() == Sort.Direction.ASCENDING || !isNullable(sort);
            if (sort.direction() != direction || values.get(i) instanceof Value.Null || !leavesOut) {
                return false;
            }
        }
        return true;
    }

    private Range comparison(int first, List<Value> values) {
        Conditions bound = new Conditions(shape);
        List<String> columns = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        for (int i = first; i < order.size(); i++) {
            columns.add(bound.column(order.get(i).field()));
            bounds.add(bound.bound(order.get(i).field(), values.get(i)));
        }
        String operator = order.get(first).direction() == Sort.Direction.ASCENDING ? ") > (" : ") < (";
        return new Range(
                " AND (" + String.join(", ", columns) + operator + String.join(", ", bounds) + ")", bound.parameters());
    }

    private List<Range> behind(Sort sort, Value value) {
        String column = conditions.column(sort.field());
        if (sort.direction() == Sort.Direction.ASCENDING) {
            return List.of(
                    value instanceof Value.Null
                            ? new Range(" AND " + column + " IS NOT NULL", List.of())
                            : compared(sort, " > ", value));
        } else if (value instanceof Value.Null) {
            return List.of();
        }
        Range lower = compared(sort, " < ", value);
        return isNullable(sort) ? List.of(lower, new Range(" AND " + column + " IS NULL", List.of())) : List.of(lower);
    }

    private Range equal(Sort sort, Value value) {
        return value instanceof Value.Null
                ? new Range(" AND " + conditions.column(sort.field()) + " IS NULL", List.of())
                : compared(sort, " = ", value);
    }

    private Range compared(Sort sort, String operator, Value value) {
        Conditions bound = new Conditions(shape);
        String right = bound.bound(sort.field(), value);
        return new Range(" AND " + bound.column(sort.field()) + operator + right, bound.parameters());
    }
}
