// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.entity.FieldDef;

/** The tables of a type as COPY fills them: statements, and whether they may be filled that way at all. */
final class CopyTables {

    static final List<String> STATE = List.of("entity", "tenant", "id", "version", "token", "hash");

    /** COPY neither passes row-level security nor rules, and takes what it reads for values of the column's own type. */
    private static final String FIT = """
            SELECT NOT EXISTS (
                SELECT FROM unnest(?::text[], ?::text[], ?::text[]) AS x(t, c, y)
                LEFT JOIN pg_catalog.pg_attribute a
                    ON a.attrelid = pg_catalog.to_regclass(x.t) AND a.attname = x.c AND NOT a.attisdropped
                   AND a.atttypid = pg_catalog.to_regtype(x.y) AND a.atttypmod = -1 AND a.attgenerated = ''
                LEFT JOIN pg_catalog.pg_class r ON r.oid = a.attrelid
                WHERE r.oid IS NULL OR r.relkind NOT IN ('r', 'p') OR r.relhasrules OR pg_catalog.row_security_active(r.oid)
            )""";

    private final TableSchema shape;

    CopyTables(TableSchema shape) {
        this.shape = shape;
    }

    String intoState() {
        return copy(shape.syncState(), STATE);
    }

    String intoRoot() {
        List<String> columns = new ArrayList<>(shape.tenant() ? List.of("tenant_id") : List.of());
        columns.add(shape.id());
        shape.columns().forEach(it -> columns.add(Sql.name(it.column())));
        return copy(shape.root(), columns);
    }

    String into(ChildTable child) {
        List<String> columns = new ArrayList<>(shape.tenant() ? List.of(child.tenantId()) : List.of());
        columns.addAll(List.of(child.parentId(), child.position()));
        child.columns().forEach(it -> columns.add(Sql.name(it.column())));
        return copy(child.table(), columns);
    }

    private static String copy(String table, List<String> columns) {
        return "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)";
    }

    /** Whether COPY would store what the library's other statements would, asked in the role that would use it. */
    boolean fit(Connection connection, Pipeline pipeline) throws SQLException {
        TextRows wanted = new TextRows(3);
        STATE.forEach(it -> wanted.add(List.of(shape.syncState(), it, it.equals("version") ? "bigint" : "text")));
        if (shape.tenant()) {
            wanted.add(List.of(shape.root(), "tenant_id", shape.tenantType()));
        }
        wanted.add(List.of(shape.root(), shape.type().idColumn(), shape.idType()));
        shape.columns().forEach(it -> wanted.add(column(shape.root(), it)));
        for (ChildTable child : shape.children()) {
            if (shape.tenant()) {
                wanted.add(List.of(child.table(), unquoted(child.tenantId()), shape.tenantType()));
            }
            wanted.add(List.of(child.table(), unquoted(child.parentId()), shape.idType()));
            wanted.add(List.of(child.table(), unquoted(child.position()), "integer"));
            child.columns().forEach(it -> wanted.add(column(child.table(), it)));
        }
        pipeline.add(FIT, wanted.parameters().toArray());
        try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
            return answers.rows(row -> row.getBoolean(1)).get(0);
        }
    }

    private static List<String> column(String table, FieldDef column) {
        return List.of(table, column.column(), Sql.type(column.type()));
    }

    private static String unquoted(String name) {
        return name.substring(1, name.length() - 1);
    }
}
