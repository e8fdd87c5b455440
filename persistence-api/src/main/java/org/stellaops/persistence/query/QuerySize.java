// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Value;

/** Whether a condition keeps to {@link Limits}. Walks it without recursion, because it may be nested to any depth. */
final class QuerySize {

    private record Branch(Condition condition, int depth) {}

    private final Deque<Branch> open = new ArrayDeque<>();
    private int conditions;
    private int values;
    private long bytes;

    private QuerySize() {}

    /**
     * Rejects a condition that is too large.
     *
     * @throws IllegalArgumentException if it is; the message names the limit
     */
    static void check(Condition condition) {
        QuerySize size = new QuerySize();
        size.add(condition, 1);
        while (!size.open.isEmpty()) {
            size.visit(size.open.pop());
        }
    }

    private void add(Condition condition, int depth) {
        require(depth <= Limits.DEEPEST_CONDITION, "nests conditions deeper than " + Limits.DEEPEST_CONDITION);
        conditions++;
        require(conditions <= Limits.MOST_CONDITIONS, "has more than " + Limits.MOST_CONDITIONS + " conditions");
        open.push(new Branch(condition, depth));
    }

    private void addAll(List<Condition> parts, int depth) {
        parts.forEach(it -> add(it, depth));
    }

    private void visit(Branch part) {
        if (part.condition() instanceof Condition.Compare it) {
            count(it.value());
        } else if (part.condition() instanceof Condition.In it) {
            it.values().forEach(this::count);
        } else if (part.condition() instanceof Condition.Prefix it) {
            count(Value.of(it.prefix()));
        } else if (part.condition() instanceof Condition.Contains it) {
            count(it.value());
        } else if (part.condition() instanceof Condition.Any it) {
            add(it.where(), part.depth() + 1);
        } else if (part.condition() instanceof Condition.Member it) {
            it.path().forEach(name -> count(Value.of(name)));
            add(it.where(), part.depth() + 1);
        } else if (part.condition() instanceof Condition.And it) {
            addAll(it.parts(), part.depth() + 1);
        } else if (part.condition() instanceof Condition.Or it) {
            addAll(it.parts(), part.depth() + 1);
        } else if (part.condition() instanceof Condition.Not it) {
            add(it.part(), part.depth() + 1);
        }
    }

    private void count(Value value) {
        values++;
        require(values <= Limits.MOST_QUERY_VALUES, "compares with more than " + Limits.MOST_QUERY_VALUES + " values");
        if (value instanceof Value.Text || value instanceof Value.Bytes) {
            bytes += EncodedSize.canonical(value);
            require(
                    bytes <= Limits.LARGEST_QUERY,
                    "compares with more than " + Limits.LARGEST_QUERY + " bytes of values");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("the query " + otherwise + "; ask for less at once");
        }
    }
}
