// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Constraint;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Index;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Policy;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/** A snapshot as a script that creates the schema in an empty database: equal snapshots, equal text. */
public final class SchemaScript {

    private final SchemaSnapshot snapshot;
    private final StringBuilder out = new StringBuilder();

    private SchemaScript(SchemaSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The script. */
    public static String of(SchemaSnapshot snapshot) {
        return new SchemaScript(snapshot).write();
    }

    private String write() {
        out.append("CREATE SCHEMA ").append(snapshot.schema()).append(";\n");
        out.append("CREATE SCHEMA ").append(snapshot.schema()).append("_app;\n");
        snapshot.functions().forEach(it -> out.append('\n').append(it.strip()).append(";\n"));
        inOrderOfReferences().forEach(this::table);
        return out.toString();
    }

    /** A table behind those that it refers to; otherwise by name. */
    private List<Table> inOrderOfReferences() {
        List<Table> waiting = new ArrayList<>(snapshot.tables());
        List<Table> ordered = new ArrayList<>();
        Set<String> written = new HashSet<>();
        while (!waiting.isEmpty()) {
            Table next = waiting.stream()
                    .filter(it -> it.foreignKeys().stream()
                            .flatMap(key -> key.referencedTable().stream())
                            .allMatch(name -> written.contains(name)
                                    || name.equals(it.name())
                                    || snapshot.table(name).isEmpty()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the foreign keys of schema " + snapshot.schema() + " form a circle"));
            waiting.remove(next);
            ordered.add(next);
            written.add(next.name());
        }
        return ordered;
    }

    private void table(Table table) {
        String name = snapshot.schema() + "." + table.name();
        List<String> lines = new ArrayList<>();
        int width = table.columns().stream()
                .mapToInt(it -> it.name().length())
                .max()
                .orElse(0);
        table.columns().forEach(it -> lines.add(padded(it.name(), width) + " " + column(it)));
        table.constraints().forEach(it -> lines.add("CONSTRAINT " + it.name() + " " + it.definition()));
        out.append("\nCREATE TABLE ").append(name).append(" (\n    ");
        out.append(String.join(",\n    ", lines)).append("\n);\n");
        List<Index> indexes =
                table.indexes().stream().filter(it -> !it.ofConstraint()).toList();
        if (!indexes.isEmpty()) {
            out.append('\n');
        }
        indexes.forEach(it -> out.append(it.definition()).append(";\n"));
        if (table.rowSecurity()) {
            out.append("\nALTER TABLE ").append(name).append(" ENABLE ROW LEVEL SECURITY;\n");
        }
        if (table.forcedRowSecurity()) {
            out.append("ALTER TABLE ").append(name).append(" FORCE ROW LEVEL SECURITY;\n");
        }
        table.policies().forEach(it -> policy(name, it));
        comments(name, table);
    }

    private static String column(Column column) {
        String type = column.type().replace("timestamp with time zone", "timestamptz");
        String collation =
                column.collation().map(it -> " COLLATE \"" + it + "\"").orElse("");
        String value = column.expression()
                .map(it -> column.generated() ? " GENERATED ALWAYS AS (" + it + ") STORED" : " DEFAULT " + it)
                .orElse(column.identity() ? " GENERATED ALWAYS AS IDENTITY" : "");
        return type + collation + (column.notNull() ? " NOT NULL" : "") + value;
    }

    private void policy(String table, Policy policy) {
        out.append("CREATE POLICY ").append(policy.name()).append(" ON ").append(table);
        out.append(policy.permissive() ? "" : " AS RESTRICTIVE").append('\n');
        policy.using()
                .ifPresent(it -> out.append("    USING (").append(oneLine(it)).append(')'));
        policy.withCheck()
                .ifPresent(it ->
                        out.append("\n    WITH CHECK (").append(oneLine(it)).append(')'));
        out.append(";\n");
    }

    private void comments(String name, Table table) {
        List<String> comments = new ArrayList<>();
        comment("TABLE " + name, table.comment()).ifPresent(comments::add);
        table.columns()
                .forEach(it -> comment("COLUMN " + name + "." + it.name(), it.comment())
                        .ifPresent(comments::add));
        table.indexes()
                .forEach(it -> comment("INDEX " + snapshot.schema() + "." + it.name(), it.comment())
                        .ifPresent(comments::add));
        if (!comments.isEmpty()) {
            out.append('\n')
                    .append(comments.stream().collect(Collectors.joining("\n")))
                    .append('\n');
        }
    }

    private static Optional<String> comment(String object, Optional<String> comment) {
        return comment.map(it -> "COMMENT ON " + object + " IS '" + it.replace("'", "''") + "';");
    }

    /** The definition of a constraint for readers. */
    static String definition(Constraint constraint) {
        return oneLine(constraint.definition());
    }

    static String oneLine(String sql) {
        return sql.replaceAll("\\s+", " ").strip();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
