// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Writes and removes the rows of any number of keys. Values are sent as texts, which the server's input functions convert. No
 * statement joins what is sent with a table, so that no plan depends on statistics.
 */
final class RowWrites {

    // In key order, so that two batches cannot deadlock.
    private static final String UPSERT_ROOT = """
            INSERT INTO {root} AS r ({key}{columns})
            SELECT {key_values}{values}
            FROM {relation} AS x(t, i{names})
            WHERE {guard}
            ORDER BY x.t COLLATE "C", x.i COLLATE "C"
            ON CONFLICT ({key}) DO {change}
            """;

    // A row that was inserted has no xmax; one that was there has that of its lock.
    private static final String UPSERT_AND_TELL =
            UPSERT_ROOT + "RETURNING {tenant_text}, r.{id}::text, r.xmax::text = '0'";

    private static final String UPDATE_ROOT = """
            UPDATE {root} r SET {assignments}
            FROM {relation} AS x(t, i{names})
            WHERE {of_key}
            """;

    private static final String DELETE = "DELETE FROM {table} r WHERE {of_keys} AND {guard}";

    private static final String INSERT_CHILDREN = """
            INSERT INTO {child} ({child_key}{columns})
            SELECT {key_values}, x.p::integer{values}
            FROM {relation} AS x(t, i, p{names})
            WHERE {guard}
            """;

    private final TableSchema shape;

    /** Statements by what distinguishes them: few, and the same for every write. */
    private final Map<List<Object>, String> texts = new ConcurrentHashMap<>();

    RowWrites(TableSchema shape) {
        this.shape = shape;
    }

    /** Adds the statements that replace the rows of this key by this content, if the guard holds. */
    void put(Pipeline pipeline, RecordKey key, Struct content, WriteGuard guard) {
        put(pipeline, Map.of(key, content), guard);
    }

    private void put(Pipeline pipeline, Map<RecordKey, Struct> contents, WriteGuard guard) {
        putRoots(pipeline, UPSERT_ROOT, contents, guard);
        for (ChildTable child : shape.children()) {
            replace(pipeline, child, contents, guard);
        }
    }

    private void putRoots(Pipeline pipeline, String upsert, Map<RecordKey, Struct> contents, WriteGuard guard) {
        List<FieldDef> columns = shape.columns();
        add(pipeline, upsert, shape.root(), columns, rootRows(columns, contents), guard, this::ofRoot);
    }

    /**
     * Begins to replace the rows of many keys, of which most may be new, and returns the statements that are left. With child tables, the first
     * statements and the rows of the root table are sent: a root row that was not there has no rows in child tables, which need not be looked
     * for, as their foreign key says.
     */
    Pipeline putMany(Connection connection, Pipeline first, Map<RecordKey, Struct> contents) throws SQLException {
        if (contents.isEmpty()) {
            return first;
        } else if (shape.children().isEmpty()) {
            put(first, contents, WriteGuard.none());
            return first;
        }
        int before = first.size();
        putRoots(first, UPSERT_AND_TELL, contents, WriteGuard.none());
        Set<RecordKey> held = new HashSet<>(contents.keySet());
        try (Pipeline.Answers answers = first.send(connection).skip(before)) {
            answers.rows(row -> row.getBoolean(3) && held.remove(TableSchema.key(row.getString(1), row.getString(2))));
        }
        Pipeline rest = new Pipeline();
        for (ChildTable child : shape.children()) {
            if (!held.isEmpty()) {
                delete(rest, child.table(), child.tenantId(), child.parentId(), held, WriteGuard.none());
            }
            insert(rest, child, contents, WriteGuard.none());
        }
        return rest;
    }

    /** Adds the statements that change some fields of one record to what this content has there. */
    void update(Pipeline pipeline, RecordKey key, Struct content, Set<String> changed) {
        Map<RecordKey, Struct> contents = Map.of(key, content);
        List<FieldDef> columns = shape.columns().stream()
                .filter(it -> changed.contains(it.name()))
                .toList();
        if (!columns.isEmpty()) {
            add(
                    pipeline,
                    UPDATE_ROOT,
                    shape.root(),
                    columns,
                    rootRows(columns, contents),
                    WriteGuard.none(),
                    this::ofRoot);
        }
        for (ChildTable child : shape.children()) {
            if (changed.contains(child.field().name())) {
                replace(pipeline, child, contents, WriteGuard.none());
            }
        }
    }

    /** Adds the statement that removes the rows of these keys, including those of the child tables. */
    void remove(Pipeline pipeline, Collection<RecordKey> keys) {
        remove(pipeline, keys, WriteGuard.none());
    }

    /** As {@link #remove(Pipeline, Collection)}, if the guard holds. */
    void remove(Pipeline pipeline, Collection<RecordKey> keys, WriteGuard guard) {
        delete(pipeline, shape.root(), "tenant_id", shape.id(), keys, guard);
    }

    private void replace(Pipeline pipeline, ChildTable child, Map<RecordKey, Struct> contents, WriteGuard guard) {
        delete(pipeline, child.table(), child.tenantId(), child.parentId(), contents.keySet(), guard);
        insert(pipeline, child, contents, guard);
    }

    private void insert(Pipeline pipeline, ChildTable child, Map<RecordKey, Struct> contents, WriteGuard guard) {
        TextRows rows = childRows(child, contents);
        if (!rows.isEmpty()) {
            add(pipeline, INSERT_CHILDREN, child.table(), child.columns(), rows, guard, () -> ofChild(child));
        }
    }

    private void delete(
            Pipeline pipeline, String table, String tenant, String id, Collection<RecordKey> keys, WriteGuard guard) {
        KeyFilter filter = KeyFilter.of(shape, keys);
        pipeline.add(
                text(
                        List.of(DELETE, table, filter.kind(), guard.kind()),
                        () -> shape.sql(
                                DELETE,
                                Map.of(
                                        "table",
                                        table,
                                        "of_keys",
                                        filter.sql(table, "r", tenant, id),
                                        "guard",
                                        guard.condition()))),
                guard.after(filter.parameters()));
    }

    /** Adds a statement over rows of these columns of a table; two tables may have equal columns. */
    private void add(
            Pipeline pipeline,
            String statement,
            String table,
            List<FieldDef> columns,
            TextRows rows,
            WriteGuard guard,
            Supplier<Map<String, String>> ofTable) {
        Supplier<String> fill = () -> {
            Map<String, String> places = new HashMap<>(ofTable.get());
            places.put("key_values", (shape.tenant() ? shape.tenantOf("x.t") + ", " : "") + "x.i::" + shape.idType());
            places.put("relation", rows.relation());
            places.put("guard", guard.condition());
            places.put("columns", listed(columns, it -> Sql.name(it.column())));
            places.put("names", listed(columns, it -> name(columns, it)));
            places.put("values", listed(columns, it -> arrived(columns, it)));
            places.put("assignments", assigned(columns));
            return shape.sql(statement, places);
        };
        pipeline.add(
                text(List.of(statement, table, List.copyOf(columns), rows.isOne(), guard.kind()), fill),
                guard.after(rows.parameters()));
    }

    private String text(List<Object> kind, Supplier<String> make) {
        String known = texts.get(kind);
        return known == null ? texts.computeIfAbsent(kind, it -> make.get()) : known;
    }

    private Map<String, String> ofRoot() {
        String updates = shape.columns().stream()
                .map(it -> Sql.name(it.column()) + " = excluded." + Sql.name(it.column()))
                .collect(Collectors.joining(", "));
        return Map.of(
                "key",
                (shape.tenant() ? "tenant_id, " : "") + shape.id(),
                "of_key",
                shape.sameKey("r", "x.t", "x.i::" + shape.idType()),
                "tenant_text",
                shape.tenantText(),
                "change",
                updates.isEmpty() ? "NOTHING" : "UPDATE SET " + updates);
    }

    private Map<String, String> ofChild(ChildTable child) {
        String tenant = shape.tenant() ? child.tenantId() + ", " : "";
        return Map.of("child", child.table(), "child_key", tenant + child.parentId() + ", " + child.position());
    }

    private static String assigned(List<FieldDef> columns) {
        return columns.stream()
                .map(it -> Sql.name(it.column()) + " = " + arrived(columns, it))
                .collect(Collectors.joining(", "));
    }

    /** Each column in a list that goes on after the key. */
    private static String listed(List<FieldDef> columns, Function<FieldDef, String> each) {
        return columns.stream().map(it -> ", " + each.apply(it)).collect(Collectors.joining());
    }

    private static String name(List<FieldDef> columns, FieldDef column) {
        return "c" + columns.indexOf(column);
    }

    private static String arrived(List<FieldDef> columns, FieldDef column) {
        return "x." + name(columns, column) + "::" + Sql.type(column.type());
    }

    private static TextRows rootRows(List<FieldDef> columns, Map<RecordKey, Struct> contents) {
        TextRows rows = new TextRows(2 + columns.size());
        contents.forEach((key, content) -> rows.add(row(columns, content, key.tenantOrEmpty(), key.id())));
        return rows;
    }

    private static TextRows childRows(ChildTable child, Map<RecordKey, Struct> contents) {
        TextRows rows = new TextRows(3 + child.columns().size());
        contents.forEach((key, content) -> {
            List<Value> items = itemsOf(child, content);
            for (int position = 0; position < items.size(); position++) {
                rows.add(row(
                        child.columns(),
                        rowOf(child, items.get(position)),
                        key.tenantOrEmpty(),
                        key.id(),
                        Integer.toString(position)));
            }
        });
        return rows;
    }

    /** What a content has in a child table. */
    static List<Value> itemsOf(ChildTable child, Struct content) {
        Value list = content.find(child.field().name()).orElse(null);
        return list == null ? List.of() : ((Value.Items) list).values();
    }

    /** An element of {@link #itemsOf} as a row. */
    static Struct rowOf(ChildTable child, Value item) {
        return child.ofValues() ? Struct.builder().put("value", item).build() : (Struct) item;
    }

    /** The texts of a row: those of its key, and those of its columns. */
    private static List<@Nullable String> row(List<FieldDef> columns, Struct row, String... head) {
        List<@Nullable String> texts = new ArrayList<>(head.length + columns.size());
        Stream.of(head).forEach(texts::add);
        for (FieldDef column : columns) {
            Value value = row.find(column.name()).orElse(null);
            texts.add(value == null ? null : ColumnText.of(column.type(), value));
        }
        return texts;
    }
}
