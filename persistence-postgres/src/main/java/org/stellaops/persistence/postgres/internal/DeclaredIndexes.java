// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.query.Field;

/** The declared indexes of an entity type as statements. Pure. */
public final class DeclaredIndexes {

    private final TableSchema shape;

    private DeclaredIndexes(TableSchema shape) {
        this.shape = shape;
    }

    /**
     * An index of a table.
     *
     * @param name its name
     * @param table the table, without schema
     * @param definition what follows the name in its statement
     */
    public record Declared(String name, String table, String definition) {

        /** The statement that makes it in a transaction, on a table in which nothing is yet. */
        public String statement() {
            return "CREATE INDEX IF NOT EXISTS " + Sql.name(name) + " " + definition;
        }

        /** The statement that makes it beside writers, outside any transaction. */
        public String concurrently() {
            return "CREATE INDEX CONCURRENTLY IF NOT EXISTS " + Sql.name(name) + " " + definition;
        }
    }

    /** Those of a type. */
    public static List<Declared> of(EntityType<?> type) {
        DeclaredIndexes indexes = new DeclaredIndexes(new TableSchema(type));
        return type.indexes().stream().map(indexes::declared).toList();
    }

    /** One that a type might declare. */
    public static Declared of(EntityType<?> type, IndexDef index) {
        return new DeclaredIndexes(new TableSchema(type)).declared(index);
    }

    private Declared declared(IndexDef index) {
        String first = index.keys().get(0).field();
        return first.contains(".") ? ofChild(index, first.substring(0, first.indexOf('.'))) : ofRoot(index);
    }

    private Declared ofRoot(IndexDef index) {
        List<String> keys = new ArrayList<>();
        index.keys().forEach(it -> keys.add(key(it)));
        if (index.method() == IndexDef.Method.GIN) {
            String column = keys.get(0);
            FieldType type = field(index.keys().get(0).field()).type();
            String operators = type instanceof FieldType.Array ? "" : " jsonb_path_ops";
            return new Declared(
                    index.name(),
                    shape.type().table(),
                    "ON " + shape.root() + " USING gin (" + column + operators + ")" + where(index));
        }
        if (index.keys().stream().noneMatch(it -> it.field().equals(shape.type().idField()))) {
            keys.add(shape.id());
        }
        return ordered(index, shape.root(), shape.tenant() ? "tenant_id" : "", keys);
    }

    private Declared ofChild(IndexDef index, String list) {
        ChildTable child = shape.children().stream()
                .filter(it -> it.field().name().equals(list))
                .findFirst()
                .orElseThrow();
        List<String> keys = new ArrayList<>();
        for (IndexDef.Key key : index.keys()) {
            String name = key.field().substring(list.length() + 1);
            FieldDef column = child.columns().stream()
                    .filter(it -> child.ofValues()
                            ? name.equals(Field.ELEMENT)
                            : it.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            keys.add(Sql.ordered(Sql.name(column.column()), column.nullable(), key.descending()));
        }
        keys.add(child.parentId());
        return ordered(index, child.table(), shape.tenant() ? child.tenantId() : "", keys);
    }

    private Declared ordered(IndexDef index, String table, String tenant, List<String> keys) {
        List<String> all = new ArrayList<>(keys);
        if (!tenant.isEmpty()) {
            all.add(0, tenant);
        }
        return new Declared(
                index.name(),
                SchemaStatements.plain(table),
                "ON " + table + " (" + String.join(", ", all) + ")" + where(index));
    }

    private String where(IndexDef index) {
        return index.where()
                .map(it ->
                        " WHERE " + Sql.name(field(it.field()).column()) + (it.missing() ? " IS NULL" : " IS NOT NULL"))
                .orElse("");
    }

    private String key(IndexDef.Key key) {
        if (key.field().equals(shape.type().idField())) {
            return Sql.ordered(shape.id(), false, key.descending());
        }
        FieldDef field = field(key.field());
        return field.type() instanceof FieldType.Scalar
                ? Sql.ordered(Sql.name(field.column()), field.nullable(), key.descending())
                : Sql.name(field.column());
    }

    private FieldDef field(String name) {
        return shape.type().field(name).orElseThrow();
    }
}
