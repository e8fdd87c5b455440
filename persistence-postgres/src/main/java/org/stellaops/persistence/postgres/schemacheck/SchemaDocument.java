// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Constraint;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Index;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/** A snapshot as a section of Markdown, with a diagram: equal snapshots, equal text. */
public final class SchemaDocument {

    private static final String OWN_PREFIX = "sync_";

    private final SchemaSnapshot snapshot;
    private final StringBuilder out = new StringBuilder();

    private SchemaDocument(SchemaSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The section. */
    public static String of(SchemaSnapshot snapshot) {
        return new SchemaDocument(snapshot).write();
    }

    private String write() {
        List<Table> tables = snapshot.tables().stream()
                .filter(it -> !it.name().startsWith(OWN_PREFIX) && !it.name().equals("schema_migrations"))
                .toList();
        out.append("## Schema ").append(snapshot.schema()).append("\n\n");
        diagram(tables);
        tables.forEach(this::table);
        return out.toString();
    }

    private void diagram(List<Table> tables) {
        out.append("```mermaid\nerDiagram\n");
        for (Table table : tables) {
            out.append("    ").append(table.name()).append(" {\n");
            for (Column column : table.columns()) {
                out.append("        ")
                        .append(mermaid(column.type()))
                        .append(' ')
                        .append(column.name());
                out.append(isKey(table, column) ? " PK" : "").append('\n');
            }
            out.append("    }\n");
        }
        for (Table table : tables) {
            for (Constraint key : table.foreignKeys()) {
                String parent = key.referencedTable().orElseThrow();
                String line = key.definition().contains("ON DELETE CASCADE") ? " ||--o{ " : " ||..o{ ";
                out.append("    ")
                        .append(parent)
                        .append(line)
                        .append(table.name())
                        .append(" : \"\"\n");
            }
        }
        out.append("```\n\n");
    }

    private void table(Table table) {
        out.append("### ")
                .append(snapshot.schema())
                .append('.')
                .append(table.name())
                .append("\n\n");
        table.comment().ifPresent(it -> out.append(it).append("\n\n"));
        out.append("| Column | Type | Null | Default | Meaning |\n|---|---|---|---|---|\n");
        table.columns().forEach(this::column);
        out.append('\n');
        table.constraints()
                .forEach(it -> out.append("- `")
                        .append(it.name())
                        .append("`: `")
                        .append(SchemaScript.definition(it))
                        .append("`\n"));
        table.indexes().stream().filter(it -> !it.ofConstraint()).forEach(this::index);
        table.policies()
                .forEach(it -> out.append("- policy `")
                        .append(it.name())
                        .append("`: `")
                        .append(SchemaScript.oneLine(it.using().orElse("")))
                        .append("`, row level security ")
                        .append(table.forcedRowSecurity() ? "forced" : "not forced")
                        .append('\n'));
        out.append('\n');
    }

    private void column(Column column) {
        String value = column.expression()
                .map(it -> (column.generated() ? "generated: `" : "`") + SchemaScript.oneLine(it) + "`")
                .orElse("");
        out.append("| ").append(column.name());
        out.append(" | ").append(column.type().replace("timestamp with time zone", "timestamptz"));
        out.append(" | ").append(column.notNull() ? "" : "yes");
        out.append(" | ").append(cell(value));
        out.append(" | ").append(cell(column.comment().orElse(""))).append(" |\n");
    }

    private void index(Index index) {
        out.append("- index `").append(index.name()).append("`: `");
        out.append(SchemaScript.oneLine(index.definition().replaceFirst(".* USING ", "USING ")))
                .append('`');
        index.comment().ifPresent(it -> out.append(": ").append(it));
        out.append('\n');
    }

    private static boolean isKey(Table table, Column column) {
        return table.primaryKey()
                .filter(it -> it.columns().contains(column.name()))
                .isPresent();
    }

    private static String mermaid(String type) {
        return type.replace("timestamp with time zone", "timestamptz")
                .replace("double precision", "double")
                .replaceAll("\\W+", "_")
                .toLowerCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
