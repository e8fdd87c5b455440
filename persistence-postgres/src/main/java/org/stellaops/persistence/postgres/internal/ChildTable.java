// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;

/** A list of a content as a child table. */
final class ChildTable {

    private final TableSchema shape;
    private final FieldDef field;
    private final String name;
    private final List<FieldDef> columns;

    ChildTable(TableSchema shape, FieldDef field, String name, List<FieldDef> columns) {
        this.shape = shape;
        this.field = field;
        this.name = name;
        this.columns = columns;
    }

    FieldDef field() {
        return field;
    }

    List<FieldDef> columns() {
        return columns;
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

    /** All rows of {@code r} in their order, each a JSON array of texts. */
    String selected() {
        String row = columns.isEmpty()
                ? "'[]'::json"
                : "to_json(ARRAY["
                        + columns.stream()
                                .map(it -> Sql.selected(it.type(), "c." + Sql.name(it.column())))
                                .collect(Collectors.joining(", "))
                        + "])";
        return "(SELECT json_agg(" + row + " ORDER BY c." + position() + ") FROM " + table() + " c WHERE "
                + belongsTo("c", "r.tenant_id", "r." + shape.id()) + ")::text";
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
