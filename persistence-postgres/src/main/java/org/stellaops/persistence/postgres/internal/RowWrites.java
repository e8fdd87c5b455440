// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final TableSchema shape;

    /** Statements by what distinguishes them: few, and the same for every write. */
    private final Map<List<Object>, String> texts = new ConcurrentHashMap<>();

    RowWrites(TableSchema shape) {
        this.shape = shape;
    }

    /** Adds the statements that replace the rows of these keys by these contents. */
    void put(Pipeline pipeline, Map<RecordKey, Struct> contents) {
        put(pipeline, contents, WriteGuard.none());
    }

    /** Adds the statements that replace the rows of this key by this content, if the guard holds. */
    void put(Pipeline pipeline, RecordKey key, Struct content, WriteGuard guard) {
        put(pipeline, Map.of(key, content), guard);
    }

    private void put(Pipeline pipeline, Map<RecordKey, Struct> contents, WriteGuard guard) {
        add(pipeline, "root", this::rootUpsert, rootRows(shape.columns(), contents), guard);
        for (ChildTable child : shape.children()) {
            replace(pipeline, child, contents, guard);
        }
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
                    List.copyOf(columns),
                    relation -> "UPDATE " + shape.root() + " r SET " + assigned(columns) + " FROM " + relation
                            + source(columns) + " WHERE "
                            + shape.sameKey("r", "x.t", "x.i::" + shape.idType()),
                    rootRows(columns, contents),
                    WriteGuard.none());
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
        KeyFilter filter = KeyFilter.of(shape, keys);
        pipeline.add(
                "DELETE FROM " + shape.root() + " r WHERE " + filter.sql(shape.root(), "r", "tenant_id", shape.id())
                        + guard.and(),
                guard.after(filter.parameters()));
    }

    private void replace(Pipeline pipeline, ChildTable child, Map<RecordKey, Struct> contents, WriteGuard guard) {
        KeyFilter filter = KeyFilter.of(shape, contents.keySet());
        pipeline.add(
                text(
                        List.of("delete", child, filter.kind(), guard.kind()),
                        () -> "DELETE FROM " + child.table() + " c WHERE "
                                + filter.sql(child.table(), "c", child.tenantId(), child.parentId()) + guard.and()),
                guard.after(filter.parameters()));
        TextRows rows = childRows(child, contents);
        if (!rows.isEmpty()) {
            add(pipeline, child, relation -> childInsert(child, relation), rows, guard);
        }
    }

    /** A statement over a relation, without the condition of a guard. */
    private interface Over {
        String relation(String relation);
    }

    private void add(Pipeline pipeline, Object kind, Over statement, TextRows rows, WriteGuard guard) {
        pipeline.add(
                text(
                        List.of(kind, rows.isOne(), guard.kind()),
                        () -> guard.within(statement.relation(rows.relation()))),
                guard.after(rows.parameters()));
    }

    private String text(List<Object> kind, Supplier<String> make) {
        String known = texts.get(kind);
        return known == null ? texts.computeIfAbsent(kind, it -> make.get()) : known;
    }

    private static String assigned(List<FieldDef> columns) {
        List<String> assignments = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            FieldDef column = columns.get(i);
            assignments.add(Sql.name(column.column()) + " = x.c" + i + "::" + Sql.type(column.type()));
        }
        return String.join(", ", assignments);
    }

    private String rootUpsert(String relation) {
        List<FieldDef> columns = shape.columns();
        String tenant = shape.tenant() ? "tenant_id, " : "";
        String updates = columns.stream()
                .map(it -> Sql.name(it.column()) + " = excluded." + Sql.name(it.column()))
                .collect(Collectors.joining(", "));
        // In key order, so that two batches cannot deadlock.
        return "INSERT INTO " + shape.root() + " (" + tenant + shape.id() + names(columns) + ") SELECT "
                + (shape.tenant() ? shape.tenantOf("x.t") + ", " : "") + "x.i::" + shape.idType() + arrived(columns)
                + " FROM " + relation + source(columns) + " WHERE " + WriteGuard.PLACE
                + " ORDER BY x.t COLLATE \"C\", x.i COLLATE \"C\" ON CONFLICT (" + tenant + shape.id() + ") DO "
                + (columns.isEmpty() ? "NOTHING" : "UPDATE SET " + updates);
    }

    private String childInsert(ChildTable child, String relation) {
        return "INSERT INTO " + child.table() + " (" + (shape.tenant() ? child.tenantId() + ", " : "")
                + child.parentId() + ", " + child.position() + names(child.columns()) + ") SELECT "
                + (shape.tenant() ? shape.tenantOf("x.t") + ", " : "") + "x.i::" + shape.idType() + ", x.p::integer"
                + arrived(child.columns()) + " FROM " + relation + " AS x(t, i, p" + numbered(child.columns())
                + ") WHERE " + WriteGuard.PLACE;
    }

    private static String source(List<FieldDef> columns) {
        return " AS x(t, i" + numbered(columns) + ")";
    }

    private static String names(List<FieldDef> columns) {
        return columns.stream().map(it -> ", " + Sql.name(it.column())).collect(Collectors.joining());
    }

    private static String numbered(List<FieldDef> columns) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            names.append(", c").append(i);
        }
        return names.toString();
    }

    private static String arrived(List<FieldDef> columns) {
        StringBuilder expressions = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            expressions
                    .append(", x.c")
                    .append(i)
                    .append("::")
                    .append(Sql.type(columns.get(i).type()));
        }
        return expressions.toString();
    }

    private static TextRows rootRows(List<FieldDef> columns, Map<RecordKey, Struct> contents) {
        TextRows rows = new TextRows(2 + columns.size());
        contents.forEach((key, content) -> rows.add(row(columns, content, key.tenantOrEmpty(), key.id())));
        return rows;
    }

    private static TextRows childRows(ChildTable child, Map<RecordKey, Struct> contents) {
        TextRows rows = new TextRows(3 + child.columns().size());
        contents.forEach((key, content) -> {
            Value list = content.find(child.field().name()).orElse(Value.Items.of());
            List<Value> items = ((Value.Items) list).values();
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

    private static Struct rowOf(ChildTable child, Value item) {
        return child.ofValues() ? Struct.builder().put("value", item).build() : (Struct) item;
    }

    private static List<@Nullable String> row(List<FieldDef> columns, Struct row, String... head) {
        List<@Nullable String> texts = new ArrayList<>(head.length + columns.size());
        Stream.of(head).forEach(texts::add);
        for (FieldDef column : columns) {
            Value value = row.members().get(column.name());
            texts.add(value == null ? null : ColumnText.of(column.type(), value));
        }
        return texts;
    }
}
