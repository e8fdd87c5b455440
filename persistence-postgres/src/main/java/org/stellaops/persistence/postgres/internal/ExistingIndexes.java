// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The indexes of a schema as its catalogue has them. */
final class ExistingIndexes {

    private static final String ALL = """
            SELECT i.relname, t.relname, x.indisvalid, x.indisunique, x.indpred IS NOT NULL, m.amname = 'btree',
                pg_catalog.pg_relation_size(t.oid) = 0,
                ARRAY(
                    SELECT coalesce(a.attname, '(expression)') || CASE WHEN k.options & 1 = 1 THEN ' DESC' ELSE '' END
                    FROM unnest(x.indkey::int2[], x.indoption::int2[]) WITH ORDINALITY AS k(number, options, place)
                    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number > 0
                    WHERE k.place <= x.indnkeyatts
                    ORDER BY k.place)
            FROM pg_catalog.pg_class t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            LEFT JOIN (pg_catalog.pg_index x
                JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                JOIN pg_catalog.pg_am m ON m.oid = i.relam) ON x.indrelid = t.oid
            WHERE n.nspname = ? AND t.relkind IN ('r', 'p')
            ORDER BY t.relname, i.relname""";

    private ExistingIndexes() {}

    /**
     * An index of a table, or a table without one.
     *
     * @param name its name; empty for a table without an index
     * @param table its table
     * @param isValid whether it was built to its end
     * @param isUnique whether it is a constraint as well
     * @param isPartial whether it leaves out rows
     * @param isOrdered whether it is a B-tree
     * @param isTableEmpty whether nothing was ever written to its table
     * @param columns its columns, each with {@code DESC} behind it if it descends
     */
    record Existing(
            String name,
            String table,
            boolean isValid,
            boolean isUnique,
            boolean isPartial,
            boolean isOrdered,
            boolean isTableEmpty,
            List<String> columns) {}

    /** All of a schema. */
    static List<Existing> of(Connection connection, String schema) throws SQLException {
        List<Existing> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String name = row.getString(1);
                    all.add(new Existing(
                            name == null ? "" : name,
                            row.getString(2),
                            row.getBoolean(3),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            row.getBoolean(7),
                            List.of((String[]) row.getArray(8).getArray())));
                }
            }
        }
        return all;
    }
}
