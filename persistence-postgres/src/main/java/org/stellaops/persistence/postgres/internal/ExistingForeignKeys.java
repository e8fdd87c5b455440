// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.spi.ForeignKey;

/** The foreign keys of an entity type's tables to tables of others, as the catalogue has them. */
final class ExistingForeignKeys {

    private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

    private static final String ALL = """
            SELECT c.conname, t.relname, p.relname,
                ARRAY(
                    SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
                    ORDER BY k.place),
                ARRAY(
                    SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(number, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number
                    ORDER BY k.place)
            FROM pg_catalog.pg_constraint c
            JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            JOIN pg_catalog.pg_class p ON p.oid = c.confrelid
            WHERE c.contype = 'f' AND n.nspname = ? AND c.conparentid = 0
            ORDER BY t.relname, c.conname""";

    private ExistingForeignKeys() {}

    /** Those of a type; empty if its tables are made by migrations that were not run. */
    static Optional<List<ForeignKey>> of(Connection connection, EntityType<?> type) throws SQLException {
        TableSchema shape = new TableSchema(type);
        if (!exists(connection, shape.root())) {
            // Without migrations the library makes the tables, and no foreign key between types.
            return Migrations.ofModule(type.module()).all().isEmpty() ? Optional.of(List.of()) : Optional.empty();
        }
        Set<String> own = new HashSet<>(Set.of(type.table()));
        shape.children().forEach(it -> own.add(SchemaStatements.plain(it.table())));
        List<ForeignKey> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, type.module());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ForeignKey key = read(row);
                    boolean isInside =
                            own.contains(key.parent()) && !key.table().equals(key.parent());
                    if (own.contains(key.table()) && !isInside) {
                        found.add(key);
                    }
                }
            }
        }
        return Optional.of(found);
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static ForeignKey read(ResultSet row) throws SQLException {
        return new ForeignKey(
                row.getString(1),
                row.getString(2),
                List.of((String[]) row.getArray(4).getArray()),
                row.getString(3),
                List.of((String[]) row.getArray(5).getArray()));
    }
}
