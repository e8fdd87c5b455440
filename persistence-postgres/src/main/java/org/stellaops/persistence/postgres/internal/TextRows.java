// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of texts as one relation of a statement, whose text is the same for any number of rows above one. The planner is not asked to
 * join it with anything.
 */
final class TextRows {

    private final List<List<@Nullable String>> columns = new ArrayList<>();
    private int size;

    TextRows(int width) {
        for (int i = 0; i < width; i++) {
            columns.add(new ArrayList<>());
        }
    }

    /** Adds a row; null is an SQL null. */
    void add(List<? extends @Nullable String> row) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row.get(i));
        }
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether there is one row, for which the text of {@link #relation} is another than for many. */
    boolean isOne() {
        return size == 1;
    }

    /** The relation, without a name. */
    String relation() {
        String[] each = new String[columns.size()];
        Arrays.fill(each, size == 1 ? "?::text" : "?::text[]");
        return (size == 1 ? "(VALUES (" : "unnest(") + String.join(", ", each) + (size == 1 ? "))" : ")");
    }

    /** The parameters of {@link #relation}. */
    List<@Nullable Object> parameters() {
        List<@Nullable Object> parameters = new ArrayList<>();
        for (List<@Nullable String> column : columns) {
            parameters.add(size == 1 ? column.get(0) : ArrayParameter.of(column));
        }
        return parameters;
    }
}
