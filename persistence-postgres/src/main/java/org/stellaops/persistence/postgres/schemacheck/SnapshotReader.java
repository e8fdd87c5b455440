// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Constraint;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Index;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Policy;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.ServiceRole;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/** Reads the server's catalogue. */
final class SnapshotReader {

    private static final String TABLES = """
            SELECT c.oid, c.relname, obj_description(c.oid, 'pg_class') AS comment, c.relrowsecurity,
                   c.relforcerowsecurity, pg_get_userbyid(c.relowner) = :role AS owned
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = :schema AND c.relkind IN ('r', 'p')
            ORDER BY c.relname COLLATE "C\"""";

    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull,
                   CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
                   pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated <> '' AS generated,
                   a.attidentity <> '' AS identity, col_description(a.attrelid, a.attnum) AS comment
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = :table AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    private static final String CONSTRAINTS = """
            SELECT c.conname, c.contype, pg_get_constraintdef(c.oid) AS definition,
                   ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(attnum, n)
                         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
                         ORDER BY k.n) AS columns,
                   CASE WHEN c.confrelid <> 0 THEN
                       CASE WHEN f.relnamespace = t.relnamespace THEN f.relname ELSE c.confrelid::regclass::text END
                   END AS referenced
            FROM pg_constraint c
            JOIN pg_class t ON t.oid = c.conrelid
            LEFT JOIN pg_class f ON f.oid = c.confrelid
            WHERE c.conrelid = :table AND c.contype IN ('p', 'u', 'f', 'c', 'x')
            ORDER BY position(c.contype::text in 'pufcx'), c.conname COLLATE "C\"""";

    private static final String INDEXES = """
            SELECT x.relname, m.amname, pg_get_indexdef(i.indexrelid) AS definition,
                   ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
                         FROM generate_series(1, i.indnkeyatts) k ORDER BY k) AS keys,
                   pg_get_expr(i.indpred, i.indrelid) AS predicate,
                   EXISTS (SELECT FROM pg_constraint c
                           WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')) AS of_constraint,
                   obj_description(i.indexrelid, 'pg_class') AS comment
            FROM pg_index i
            JOIN pg_class x ON x.oid = i.indexrelid
            JOIN pg_am m ON m.oid = x.relam
            WHERE i.indrelid = :table
            ORDER BY x.relname COLLATE "C\"""";

    private static final String POLICIES = """
            SELECT p.polname, p.polcmd = '*' AS for_all, p.polpermissive,
                   pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
            FROM pg_policy p
            WHERE p.polrelid = :table
            ORDER BY p.polname COLLATE "C\"""";

    private static final String FUNCTIONS = """
            SELECT pg_get_functiondef(p.oid)
            FROM pg_proc p
            JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname IN (:schema, :role) AND p.prokind IN ('f', 'p')
            ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", p.oid""";

    private static final String ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = :role";

    private final Handle handle;
    private final String schema;

    SnapshotReader(Connection connection, String schema) {
        this.handle = Jdbi.open(connection);
        this.schema = schema;
    }

    SchemaSnapshot read() throws SQLException {
        try {
            // The server leaves out the schemas of this path where it writes names.
            String before = handle.createQuery("SELECT current_setting('search_path')")
                    .mapTo(String.class)
                    .one();
            searchIn("pg_catalog");
            SchemaSnapshot snapshot = snapshot();
            searchIn(before);
            return snapshot;
        } catch (JdbiException e) {
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException("Jdbi failed", e);
        }
    }

    private void searchIn(String path) {
        handle.createQuery("SELECT set_config('search_path', :path, false)")
                .bind("path", path)
                .mapTo(String.class)
                .one();
    }

    private SchemaSnapshot snapshot() {
        List<Table> tables = handle.createQuery(TABLES)
                .bind("schema", schema)
                .bind("role", serviceRole())
                .map((row, context) -> table(row))
                .list();
        List<String> functions = handle.createQuery(FUNCTIONS)
                .bind("schema", schema)
                .bind("role", serviceRole())
                .mapTo(String.class)
                .list();
        Optional<ServiceRole> role = handle.createQuery(ROLE)
                .bind("role", serviceRole())
                .map((row, context) -> new ServiceRole(row.getString(1), row.getBoolean(2), row.getBoolean(3)))
                .findOne();
        return new SchemaSnapshot(schema, tables, functions, role);
    }

    private String serviceRole() {
        return schema + "_app";
    }

    private Table table(ResultSet row) throws SQLException {
        long oid = row.getLong("oid");
        return new Table(
                row.getString("relname"),
                text(row, "comment"),
                row.getBoolean("relrowsecurity"),
                row.getBoolean("relforcerowsecurity"),
                row.getBoolean("owned"),
                of(oid, COLUMNS, SnapshotReader::column),
                of(oid, CONSTRAINTS, SnapshotReader::constraint),
                of(oid, INDEXES, SnapshotReader::index),
                of(oid, POLICIES, SnapshotReader::policy));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> of(long table, String query, Reading<T> reading) {
        return handle.createQuery(query)
                .bind("table", table)
                .map((row, context) -> reading.read(row))
                .list();
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString("attname"),
                row.getString("type"),
                text(row, "collation"),
                row.getBoolean("attnotnull"),
                text(row, "expression"),
                row.getBoolean("generated"),
                row.getBoolean("identity"),
                text(row, "comment"));
    }

    private static Constraint constraint(ResultSet row) throws SQLException {
        Constraint.Kind kind = switch (row.getString("contype")) {
            case "p" -> Constraint.Kind.PRIMARY_KEY;
            case "u" -> Constraint.Kind.UNIQUE;
            case "f" -> Constraint.Kind.FOREIGN_KEY;
            case "c" -> Constraint.Kind.CHECK;
            default -> Constraint.Kind.OTHER;
        };
        return new Constraint(
                row.getString("conname"),
                kind,
                texts(row, "columns"),
                row.getString("definition"),
                text(row, "referenced"));
    }

    private static Index index(ResultSet row) throws SQLException {
        return new Index(
                row.getString("relname"),
                row.getString("amname"),
                texts(row, "keys"),
                text(row, "predicate"),
                row.getBoolean("of_constraint"),
                row.getString("definition"),
                text(row, "comment"));
    }

    private static Policy policy(ResultSet row) throws SQLException {
        return new Policy(
                row.getString("polname"),
                row.getBoolean("for_all"),
                row.getBoolean("polpermissive"),
                text(row, "using"),
                text(row, "with_check"));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        @Nullable String text = row.getString(column);
        return Optional.ofNullable(text);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((String[]) array.getArray());
    }
}
