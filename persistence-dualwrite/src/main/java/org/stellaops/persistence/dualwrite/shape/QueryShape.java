// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Sort;

/**
 * What matters of a query for indexes: which fields it compares and how, and by which it sorts. Holds no value that is compared, so
 * that queries which differ in values only have one shape, and it may be logged. Fields of rows have the name of their list in front,
 * as in {@code lines.sku}; the element of a list of scalars is {@code tags.value}.
 *
 * @param equal fields that have one of some values
 * @param missing fields that are missing
 * @param range fields that are within bounds, or begin with a text
 * @param contained lists of scalars that hold a value
 * @param rows conditions on one row or element of a list
 * @param either alternatives, each list of which is one disjunction
 * @param rest whether something else is asked, which no index answers: a negation
 * @param sorts the order, without the id that breaks ties
 */
public record QueryShape(
        List<String> equal,
        List<String> missing,
        List<String> range,
        List<String> contained,
        List<QueryShape> rows,
        List<List<QueryShape>> either,
        boolean rest,
        List<Sort> sorts) {

    /** Takes unmodifiable copies; the order of conditions is of no matter, so that names are sorted. */
    public QueryShape {
        equal = sorted(equal);
        missing = sorted(missing);
        range = sorted(range);
        contained = sorted(contained);
        rows = List.copyOf(rows);
        either =
                either.isEmpty() ? List.of() : either.stream().map(List::copyOf).toList();
        sorts = List.copyOf(sorts);
    }

    /** The shape of a query that {@link org.stellaops.persistence.query.QueryRules} accepts. Pure. */
    public static QueryShape of(EntityType<?> type, Condition where, List<Sort> sorts) {
        return new ShapeReading(type, "").read(where, sorts);
    }

    /** Whether it has a condition that an index could answer. */
    boolean isSelective() {
        return !(equal.isEmpty()
                && missing.isEmpty()
                && range.isEmpty()
                && contained.isEmpty()
                && rows.isEmpty()
                && either.isEmpty());
    }

    private static List<String> sorted(Collection<String> names) {
        return names.size() < 2 ? List.copyOf(names) : List.copyOf(new TreeSet<>(names));
    }

    /** A line for a person. */
    @Override
    public String toString() {
        String order = sorts.stream()
                .map(it -> it.field() + (it.direction() == Sort.Direction.DESCENDING ? " desc" : ""))
                .collect(Collectors.joining(", "));
        String where = condition();
        return (where.isEmpty() ? "all" : where) + (order.isEmpty() ? "" : " ordered by " + order);
    }

    private String condition() {
        List<String> parts = new ArrayList<>();
        equal.forEach(it -> parts.add(it + " = ?"));
        missing.forEach(it -> parts.add(it + " missing"));
        range.forEach(it -> parts.add(it + " between ?"));
        contained.forEach(it -> parts.add(it + " contains ?"));
        rows.forEach(it -> parts.add("any(" + it.condition() + ")"));
        either.forEach(it -> parts.add(it.stream()
                .map(branch -> branch.condition().isEmpty() ? "all" : branch.condition())
                .collect(Collectors.joining(" or ", "(", ")"))));
        if (rest) {
            parts.add("not ...");
        }
        return String.join(" and ", parts);
    }
}
