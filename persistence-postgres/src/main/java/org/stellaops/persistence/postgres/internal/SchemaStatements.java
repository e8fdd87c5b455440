// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.postgres.security.ModuleTables;

/** The statements that create a module's schema. */
public final class SchemaStatements {

    private final String module;
    private final List<TableSchema> shapes;
    private final SyncTables sync;

    /** The statements of these types. */
    public SchemaStatements(String module, Collection<? extends EntityType<?>> types, String tenantSetting) {
        this.module = module;
        this.shapes = types.stream().map(TableSchema::new).toList();
        this.sync = new SyncTables(module, tenantSetting);
    }

    /** All of them, in order. */
    public List<String> all() {
        List<String> all = new ArrayList<>(sync.statements());
        for (TableSchema shape : shapes) {
            all.add(rootTable(shape));
            shape.children().forEach(child -> all.add(childTable(shape, child)));
            conditions(shape).forEach((table, condition) -> all.addAll(sync.isolation(table, condition)));
        }
        return all;
    }

    /** The tables and what protects them. */
    public ModuleTables tables() {
        List<String> records = new ArrayList<>();
        Map<String, String> conditions = new TreeMap<>(sync.conditions());
        for (TableSchema shape : shapes) {
            records.add(shape.type().table());
            shape.children().forEach(child -> records.add(plain(child.table())));
            conditions.putAll(conditions(shape));
        }
        return new ModuleTables(module, records, conditions, sync.tenantFunction());
    }

    /** What the policies of a type's tables say, by table; none for a global type. */
    private Map<String, String> conditions(TableSchema shape) {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (shape.tenant()) {
            String tenant = shape.tenantOf(sync.currentTenant());
            conditions.put(shape.type().table(), "tenant_id = " + tenant);
            shape.children().forEach(child -> conditions.put(plain(child.table()), child.tenantId() + " = " + tenant));
        }
        return conditions;
    }

    /** The statements that add those of these columns that are nullable. */
    public List<String> additions(Set<String> missing) {
        List<String> additions = new ArrayList<>();
        for (TableSchema shape : shapes) {
            additions.addAll(additions(shape.type().table(), shape.columns(), missing));
            shape.children().forEach(it -> additions.addAll(additions(plain(it.table()), it.columns(), missing)));
        }
        return additions;
    }

    /** Every column, as {@code table.column}. */
    public Set<String> columns() {
        Set<String> columns = new TreeSet<>(sync.columns());
        for (TableSchema shape : shapes) {
            String root = shape.type().table();
            if (shape.tenant()) {
                columns.add(root + ".tenant_id");
            }
            columns.add(root + "." + shape.type().idColumn());
            shape.columns().forEach(it -> columns.add(root + "." + it.column()));
            for (ChildTable child : shape.children()) {
                columns.add(plain(child.table()) + "." + unquoted(child.position()));
                child.columns().forEach(it -> columns.add(plain(child.table()) + "." + it.column()));
            }
        }
        return columns;
    }

    private List<String> additions(String table, List<FieldDef> columns, Set<String> missing) {
        return columns.stream()
                .filter(it -> it.nullable() && missing.contains(table + "." + it.column()))
                .map(it -> "ALTER TABLE " + Sql.name(module) + "." + Sql.name(table) + " ADD COLUMN IF NOT EXISTS "
                        + column(it))
                .toList();
    }

    private static String rootTable(TableSchema shape) {
        List<String> lines = new ArrayList<>();
        if (shape.tenant()) {
            lines.add("tenant_id " + tenantType(shape) + " NOT NULL" + tenantCheck(shape));
        }
        lines.add(shape.id() + " " + idType(shape) + " NOT NULL" + idCheck(shape));
        shape.columns().forEach(it -> lines.add(column(it)));
        lines.add("PRIMARY KEY (" + key(shape) + ")");
        for (UniqueKey unique : shape.type().uniqueKeys()) {
            String columns = unique.fields().stream()
                    .map(it -> Sql.name(shape.type().field(it).orElseThrow().column()))
                    .collect(Collectors.joining(", "));
            lines.add("CONSTRAINT " + Sql.name(unique.name()) + " UNIQUE (" + (shape.tenant() ? "tenant_id, " : "")
                    + columns + ")");
        }
        return create(shape.root(), lines);
    }

    private static String childTable(TableSchema shape, ChildTable child) {
        List<String> lines = new ArrayList<>();
        String key = (shape.tenant() ? child.tenantId() + ", " : "") + child.parentId();
        if (shape.tenant()) {
            lines.add(child.tenantId() + " " + tenantType(shape) + " NOT NULL");
        }
        lines.add(child.parentId() + " " + idType(shape) + " NOT NULL");
        lines.add(child.position() + " integer NOT NULL CHECK (" + child.position() + " >= 0)");
        child.columns().forEach(it -> lines.add(column(it)));
        lines.add("PRIMARY KEY (" + key + ", " + child.position() + ")");
        lines.add("FOREIGN KEY (" + key + ") REFERENCES " + shape.root() + " (" + key(shape) + ") ON DELETE CASCADE");
        return create(child.table(), lines);
    }

    private static String create(String table, List<String> lines) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (\n    " + String.join(",\n    ", lines) + "\n)";
    }

    private static String key(TableSchema shape) {
        return (shape.tenant() ? "tenant_id, " : "") + shape.id();
    }

    private static String tenantType(TableSchema shape) {
        return shape.tenantType().equals("text") ? "text COLLATE \"C\"" : shape.tenantType();
    }

    private static String tenantCheck(TableSchema shape) {
        return shape.tenantType().equals("text")
                ? " CHECK (tenant_id <> '' AND octet_length(tenant_id) <= " + RecordKey.LONGEST_TENANT + ")"
                : "";
    }

    private static String idType(TableSchema shape) {
        return shape.idType().equals("text") ? "text COLLATE \"C\"" : shape.idType();
    }

    private static String idCheck(TableSchema shape) {
        return switch (shape.type().idKind()) {
            case TEXT, NUMBER, UUID_LEGACY, MIXED ->
                " CHECK (" + shape.id() + " <> '' AND octet_length(" + shape.id() + ") <= " + RecordKey.LONGEST_ID
                        + ")";
            case OBJECT_ID -> " CHECK (" + shape.id() + " ~ '^[0-9a-f]{24}$')";
            case UUID -> "";
        };
    }

    private static String column(FieldDef field) {
        String name = Sql.name(field.column());
        String check = "";
        if (field.type() instanceof FieldType.Scalar it && !it.allowed().isEmpty()) {
            check = " CHECK (" + name + " IN ("
                    + it.allowed().stream().map(Sql::literal).collect(Collectors.joining(", ")) + "))";
        }
        return name + " " + Sql.declaredType(field.type()) + (field.nullable() ? "" : " NOT NULL") + check;
    }

    /** The name of a table without schema and quotes. */
    static String plain(String qualified) {
        return unquoted(qualified.substring(qualified.indexOf('.') + 1));
    }

    private static String unquoted(String name) {
        return name.replace("\"", "");
    }
}
