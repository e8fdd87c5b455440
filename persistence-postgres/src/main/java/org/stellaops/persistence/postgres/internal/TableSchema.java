// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.Tenancy;

/** An entity type as tables: names, columns and the SQL derived from them. */
final class TableSchema {

    /** The number of columns before those of the content in {@link #selected}. */
    static final int HEAD = 9;

    private final EntityType<?> type;
    private final List<FieldDef> columns = new ArrayList<>();
    private final List<ChildTable> children = new ArrayList<>();

    TableSchema(EntityType<?> type) {
        this.type = type;
        for (FieldDef field : type.fields()) {
            if (field.type() instanceof FieldType.Child it) {
                children.add(new ChildTable(this, field, it.table(), it.columns()));
            } else if (field.type() instanceof FieldType.ChildValues it) {
                FieldDef value = FieldDef.of("value", it.element());
                children.add(new ChildTable(this, field, it.table(), List.of(value)));
            } else {
                columns.add(field);
            }
        }
    }

    EntityType<?> type() {
        return type;
    }

    boolean tenant() {
        return type.tenancy() == Tenancy.TENANT;
    }

    List<FieldDef> columns() {
        return columns;
    }

    List<ChildTable> children() {
        return children;
    }

    String schema() {
        return Sql.name(type.module());
    }

    String root() {
        return table(type.table());
    }

    String table(String name) {
        return schema() + "." + Sql.name(name);
    }

    String syncState() {
        return table("sync_state");
    }

    String syncControl() {
        return table("sync_control");
    }

    /** The name of the type in the sync tables, as a literal. */
    String entity() {
        return "'" + type.name() + "'";
    }

    String id() {
        return Sql.name(type.idColumn());
    }

    String idType() {
        return type.idKind() == IdKind.UUID ? "uuid" : "text";
    }

    /** The type of the tenant's column. */
    String tenantType() {
        return type.tenantKind() == IdKind.UUID ? "uuid" : "text";
    }

    /** An expression for a text as a value of the tenant's column. */
    String tenantOf(String text) {
        return tenantType().equals("uuid") ? "(" + text + ")::uuid" : text;
    }

    /** A row's key equals that of another relation, as a condition. */
    String sameKey(String row, String tenant, String id) {
        return (tenant() ? row + ".tenant_id = " + tenantOf(tenant) + " AND " : "") + row + "." + id() + " = " + id;
    }

    /** The columns of state {@code s} and root row {@code r}, for {@link Rows}. */
    String selected() {
        List<String> parts = new ArrayList<>(List.of(
                "s.version",
                "s.token",
                "s.hash",
                "s.deleted",
                "s.pending_epoch",
                "s.evicted",
                tenant() ? "COALESCE(s.tenant, r.tenant_id::text)" : "''",
                "COALESCE(s.id, r." + id() + "::text)",
                "r." + id() + " IS NOT NULL"));
        columns.forEach(it -> parts.add(Sql.selected(it.type(), "r." + Sql.name(it.column()))));
        children.forEach(it -> parts.add(it.selected()));
        return String.join(", ", parts);
    }

    /** State and content of one key. Two parameters: tenant, id. */
    String byKey() {
        return "SELECT " + selected() + " FROM (SELECT ?::text AS t, ?::text AS i) k LEFT JOIN " + syncState()
                + " s ON s.entity = " + entity() + " AND s.tenant = k.t AND s.id = k.i LEFT JOIN " + root()
                + " r ON " + sameKey("r", "k.t", "k.i::" + idType());
    }

    /** Rows joined with their states, to be continued with a condition. */
    String rows() {
        return "SELECT " + selected() + " FROM " + root() + " r LEFT JOIN " + syncState() + " s ON s.entity = "
                + entity() + " AND s.tenant = " + (tenant() ? "r.tenant_id::text" : "''") + " AND s.id = r." + id()
                + "::text";
    }

    /** States joined with their rows, to be continued with a condition. */
    String states() {
        // The ids of other entity types need not be UUIDs, and the server chooses the order of evaluation.
        String id = type.idKind() == IdKind.UUID ? "CASE WHEN s.entity = " + entity() + " THEN s.id::uuid END" : "s.id";
        String tenant = type.tenantKind() == IdKind.UUID
                ? "CASE WHEN s.entity = " + entity() + " THEN s.tenant::uuid END"
                : "s.tenant";
        return "SELECT " + selected() + " FROM " + syncState() + " s LEFT JOIN " + root() + " r ON "
                + sameKey("r", tenant, id) + " WHERE s.entity = " + entity();
    }

    /**
     * A page with about so many bytes at most, and one row at least: the server adds up what it would send, so that a page of large
     * contents never gets here. The window has no order of its own, so that it takes rows as the page yields them.
     */
    static String weighed(String page, long bytes) {
        return "SELECT * FROM (SELECT _page.*, sum(octet_length(_page::text)) OVER (ROWS UNBOUNDED PRECEDING)"
                + " - octet_length(_page::text) AS _before FROM (" + page + ") AS _page) AS _weighed WHERE _before < "
                + bytes;
    }

    /** A statement with the places {@code state}, {@code control}, {@code root} and {@code entity}. */
    String sql(String template) {
        return sql(template, Map.of());
    }

    /** The same, with places of its own. */
    String sql(String template, Map<String, String> more) {
        Map<String, String> places = new HashMap<>(more);
        places.put("state", syncState());
        places.put("control", syncControl());
        places.put("root", root());
        places.put("entity", entity());
        return SqlTemplate.fill(template, places);
    }

    /** The order of keys. */
    String keyOrder() {
        return (tenant() ? "r.tenant_id, " : "") + "r." + id();
    }

    static RecordKey key(String tenant, String id) {
        return new RecordKey(tenant.isEmpty() ? null : tenant, id);
    }
}
