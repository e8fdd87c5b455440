// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Limits;

/**
 * A listing: condition, order, page size, and start position.
 *
 * @param where what a record must satisfy
 * @param sorts the order; the id, ascending, breaks ties
 * @param limit how many records a page holds at most
 * @param after the token at which the page begins; empty for the first page
 */
public record Query(Condition where, List<Sort> sorts, int limit, Optional<PageToken> after) {

    /** The most records that one page may hold. */
    public static final int LARGEST_LIMIT = Limits.LARGEST_PAGE;

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Rejects a limit that would not bound memory.
     *
     * @throws IllegalArgumentException if the limit is not between 1 and {@link #LARGEST_LIMIT}
     */
    public Query {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LARGEST_LIMIT + ", but was " + limit);
        }
        sorts = List.copyOf(sorts);
    }

    /** The records that satisfy a condition, a hundred per page. */
    public static Query where(Condition condition) {
        return new Query(condition, List.of(), DEFAULT_LIMIT, Optional.empty());
    }

    /** All records, a hundred per page. */
    public static Query all() {
        return where(Condition.all());
    }

    /** This query, ordered by one more criterion. */
    public Query orderBy(Sort... added) {
        List<Sort> longer = new ArrayList<>(sorts);
        longer.addAll(Arrays.asList(added));
        return new Query(where, longer, limit, after);
    }

    /** This query with pages of this size. */
    public Query limit(int size) {
        return new Query(where, sorts, size, after);
    }

    /** This query from the page that the token names. */
    public Query after(PageToken token) {
        return new Query(where, sorts, limit, Optional.of(token));
    }
}
