// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.StructLayout;

/** A list of a content as a child table. */
final class ChildTable {

    private static final Set<ScalarKind> AS_THEY_ARE =
            EnumSet.of(ScalarKind.TEXT, ScalarKind.INT, ScalarKind.LONG, ScalarKind.BOOL);

    /** PostgreSQL passes no more to a function. */
    private static final int MOST_ARGUMENTS = 100;

    private final TableSchema shape;
    private final FieldDef field;
    private final String name;
    private final List<FieldDef> columns;
    private final StructLayout layout;

    ChildTable(TableSchema shape, FieldDef field, String name, List<FieldDef> columns) {
        this.shape = shape;
        this.field = field;
        this.name = name;
        this.columns = columns;
        this.layout = StructLayout.of(columns.stream().map(FieldDef::name).toList());
    }

    FieldDef field() {
        return field;
    }

    List<FieldDef> columns() {
        return columns;
    }

    /** That of a row. */
    StructLayout layout() {
        return layout;
    }

    /** Whether each element is one scalar, and no row of fields. */
    boolean ofValues() {
        return field.type() instanceof FieldType.ChildValues;
    }

    String table() {
        return shape.table(name);
    }

    String tenantId() {
        return own("tenant_id");
    }

    String parentId() {
        return own("parent_id");
    }

    String position() {
        return own("position");
    }

    /** This table's row belongs to the row {@code r}, as a condition. */
    String belongsTo(String row, String tenant, String id) {
        return (shape.tenant() ? row + "." + tenantId() + " = " + shape.tenantOf(tenant) + " AND " : "") + row + "."
                + parentId() + " = " + id;
    }

    /** All rows of {@code r} in their order, as {@link ColumnValues} reads them: a JSON array for each, or its one value. */
    String selected() {
        return "(SELECT json_agg(" + row() + " ORDER BY c." + position() + ") FROM " + table() + " c WHERE "
                + belongsTo("c", "r.tenant_id", "r." + shape.id()) + ")::text";
    }

    private String row() {
        if (columns.isEmpty()) {
            return "'[]'::json";
        } else if (ofValues()) {
            return json(columns.get(0));
        }
        return columns.size() <= MOST_ARGUMENTS
                ? columns.stream().map(this::json).collect(Collectors.joining(", ", "json_build_array(", ")"))
                : columns.stream().map(this::text).collect(Collectors.joining(", ", "to_json(ARRAY[", "])"));
    }

    /** What JSON keeps as it is goes without a detour by a text. */
    private String json(FieldDef column) {
        return column.type() instanceof FieldType.Scalar it && AS_THEY_ARE.contains(it.kind())
                ? "c." + Sql.name(column.column())
                : text(column);
    }

    private String text(FieldDef column) {
        return Sql.selected(column.type(), "c." + Sql.name(column.column()));
    }

    /** A column of the library, distinguished from a declared one of the same name by underscores. */
    private String own(String wanted) {
        String chosen = wanted;
        while (isTaken(chosen)) {
            chosen += "_";
        }
        return Sql.name(chosen);
    }

    private boolean isTaken(String column) {
        return columns.stream().anyMatch(it -> it.column().equals(column));
    }
}
