// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/** The rules about the columns of one table. */
final class ColumnRules {

    private static final Set<String> AUDIT = Set.of("created_at", "updated_at");
    private static final Set<String> FORBIDDEN = Set.of("json", "money", "time with time zone");
    private static final String ZONED = "timestamp with time zone";

    private final String schema;
    private final Table table;
    private final List<SchemaFinding> findings = new ArrayList<>();

    ColumnRules(String schema, Table table) {
        this.schema = schema;
        this.table = table;
    }

    List<SchemaFinding> findings() {
        table.columns().forEach(this::column);
        return findings;
    }

    private void column(Column column) {
        String element = column.type().replace("[]", "");
        if (!Names.isSnakeCase(column.name())) {
            report(SchemaRule.SNAKE_CASE, column, "is not named in snake_case");
        }
        if (element.startsWith("character") || element.startsWith("bpchar") || element.startsWith("\"char\"")) {
            report(SchemaRule.NO_VARCHAR, column, "is of type " + column.type());
        }
        if (element.matches("timestamp(\\(\\d\\))? without time zone")) {
            report(SchemaRule.TIMESTAMP_ZONE, column, "is of type " + column.type());
        }
        boolean serial =
                column.expression().filter(it -> it.startsWith("nextval(")).isPresent();
        if (FORBIDDEN.contains(element) || serial) {
            report(
                    SchemaRule.COLUMN_TYPE,
                    column,
                    serial ? "takes its default from a sequence" : "is of type " + column.type());
        }
        boolean complete = column.type().equals(ZONED)
                && column.notNull()
                && column.expression().filter("now()"::equals).isPresent();
        if (AUDIT.contains(column.name()) && !complete) {
            report(SchemaRule.AUDIT_COLUMNS, column, "is not timestamptz NOT NULL DEFAULT now()");
        }
    }

    private void report(SchemaRule rule, Column column, String reason) {
        findings.add(new SchemaFinding(rule, schema + "." + table.name() + "." + column.name(), reason));
    }
}
