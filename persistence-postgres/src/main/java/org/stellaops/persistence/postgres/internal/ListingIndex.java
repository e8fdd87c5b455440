// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.query.Sort;

/** The index that has the order of a listing. Pure. */
public final class ListingIndex {

    private static final int LONGEST_NAME = 63;

    private ListingIndex() {}

    /**
     * The statement that makes it.
     *
     * @throws IllegalArgumentException if nothing is sorted by, or a sort is on no scalar field
     */
    public static String statement(EntityType<?> type, List<Sort> sorts) {
        if (sorts.isEmpty() || sorts.get(0).field().equals(type.idField())) {
            throw new IllegalArgumentException("the primary key of " + type + " has the order of its ids already");
        }
        Query query = Query.all().orderBy(sorts.toArray(Sort[]::new));
        QueryRules.check(type, query);
        TableSchema shape = new TableSchema(type);
        List<String> columns = new ArrayList<>();
        if (shape.tenant()) {
            columns.add("tenant_id");
        }
        columns.add(Listing.order(shape, query).replace("r.\"", "\""));
        return "CREATE INDEX CONCURRENTLY IF NOT EXISTS " + name(type, sorts) + " ON " + shape.root() + " ("
                + String.join(", ", columns) + ")";
    }

    private static String name(EntityType<?> type, List<Sort> sorts) {
        String name = "idx_" + type.table() + "_"
                + sorts.stream()
                        .filter(it -> !it.field().equals(type.idField()))
                        .map(it -> type.field(it.field()).orElseThrow().column())
                        .collect(Collectors.joining("_"));
        return Sql.name(name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    }
}
