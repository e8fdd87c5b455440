// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** Which columns that a module needs its schema does not have. */
final class MissingColumns {

    private MissingColumns() {}

    /** Columns, as {@code table.column}, that are not there. */
    static Set<String> of(Connection connection, String module, SchemaStatements schema) throws SQLException {
        Set<String> missing = new TreeSet<>(schema.columns());
        String sql = """
                SELECT c.relname, a.attname FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                """.formatted(Sql.literal(module));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                missing.remove(rows.getString(1) + "." + rows.getString(2));
            }
        }
        return missing;
    }
}
