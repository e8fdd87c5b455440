// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Writes and removes the rows of any number of keys. The rows of a table are sent as one JSON parameter, so that the
 * statements stay the same; the server's input functions convert texts to column values.
 */
final class RowWrites {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TableSchema shape;
    private final String rootUpsert;

    RowWrites(TableSchema shape) {
        this.shape = shape;
        this.rootUpsert = rootUpsert();
    }

    /** Adds the statements that replace the rows of these keys by these contents. */
    void put(Pipeline pipeline, Map<RecordKey, Struct> contents) {
        pipeline.add(rootUpsert, rootRows(shape.columns(), contents));
        String keys = keys(contents.keySet());
        for (ChildTable child : shape.children()) {
            pipeline.add(childDelete(child), keys);
            pipeline.add(childInsert(child), childRows(child, contents));
        }
    }

    /** Adds the statements that change some fields of one record to what this content has there. */
    void update(Pipeline pipeline, RecordKey key, Struct content, Set<String> changed) {
        List<FieldDef> columns = shape.columns().stream()
                .filter(it -> changed.contains(it.name()))
                .toList();
        if (!columns.isEmpty()) {
            pipeline.add(
                    "UPDATE " + shape.root() + " r SET " + assigned(columns) + " FROM json_to_recordset(?::json) AS"
                            + " x(t text, i " + shape.idType() + arriving(columns) + ") WHERE "
                            + shape.sameKey("r", "x.t", "x.i"),
                    rootRows(columns, Map.of(key, content)));
        }
        for (ChildTable child : shape.children()) {
            if (changed.contains(child.field().name())) {
                pipeline.add(childDelete(child), keys(List.of(key)));
                pipeline.add(childInsert(child), childRows(child, Map.of(key, content)));
            }
        }
    }

    private static String assigned(List<FieldDef> columns) {
        List<String> assignments = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            FieldDef column = columns.get(i);
            assignments.add(Sql.name(column.column()) + " = " + Sql.arrived(column.type(), "x.c" + i));
        }
        return String.join(", ", assignments);
    }

    /** Adds the statement that removes the rows of these keys, including those of the child tables. */
    void remove(Pipeline pipeline, Collection<RecordKey> keys) {
        pipeline.add(
                "DELETE FROM " + shape.root() + " r USING " + keyRecords() + " WHERE "
                        + shape.sameKey("r", "x.t", "x.i"),
                keys(keys));
    }

    /** How many statements {@link #put} adds. */
    int putStatements() {
        return 1 + 2 * shape.children().size();
    }

    private String keyRecords() {
        return "json_to_recordset(?::json) AS x(t text, i " + shape.idType() + ")";
    }

    private String rootUpsert() {
        List<FieldDef> columns = shape.columns();
        String tenant = shape.tenant() ? "tenant_id, " : "";
        String updates = columns.stream()
                .map(it -> Sql.name(it.column()) + " = excluded." + Sql.name(it.column()))
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + shape.root() + " (" + tenant + shape.id() + names(columns) + ") SELECT "
                + (shape.tenant() ? shape.tenantOf("x.t") + ", " : "") + "x.i" + arrived(columns)
                + " FROM json_to_recordset(?::json) AS x(t text, i " + shape.idType() + arriving(columns)
                + ") ORDER BY x.t, x.i ON CONFLICT (" + tenant + shape.id() + ") DO "
                + (columns.isEmpty() ? "NOTHING" : "UPDATE SET " + updates);
    }

    private String childDelete(ChildTable child) {
        return "DELETE FROM " + child.table() + " c USING " + keyRecords() + " WHERE "
                + child.belongsTo("c", "x.t", "x.i");
    }

    private String childInsert(ChildTable child) {
        return "INSERT INTO " + child.table() + " (" + (shape.tenant() ? child.tenantId() + ", " : "")
                + child.parentId() + ", " + child.position() + names(child.columns()) + ") SELECT "
                + (shape.tenant() ? shape.tenantOf("x.t") + ", " : "") + "x.i, x.p" + arrived(child.columns())
                + " FROM json_to_recordset(?::json) AS x(t text, i " + shape.idType() + ", p integer"
                + arriving(child.columns()) + ")";
    }

    private static String names(List<FieldDef> columns) {
        return columns.stream().map(it -> ", " + Sql.name(it.column())).collect(Collectors.joining());
    }

    private static String arriving(List<FieldDef> columns) {
        StringBuilder definitions = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            definitions
                    .append(", c")
                    .append(i)
                    .append(' ')
                    .append(Sql.arrivingType(columns.get(i).type()));
        }
        return definitions.toString();
    }

    private static String arrived(List<FieldDef> columns) {
        StringBuilder expressions = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            expressions.append(", ").append(Sql.arrived(columns.get(i).type(), "x.c" + i));
        }
        return expressions.toString();
    }

    static String keys(Collection<RecordKey> keys) {
        return array(json -> {
            for (RecordKey key : keys) {
                json.writeStartObject();
                writeKey(json, key);
                json.writeEndObject();
            }
        });
    }

    private static String rootRows(List<FieldDef> columns, Map<RecordKey, Struct> contents) {
        return array(json -> {
            for (Map.Entry<RecordKey, Struct> entry : contents.entrySet()) {
                json.writeStartObject();
                writeKey(json, entry.getKey());
                writeColumns(json, columns, entry.getValue());
                json.writeEndObject();
            }
        });
    }

    private static String childRows(ChildTable child, Map<RecordKey, Struct> contents) {
        return array(json -> {
            for (Map.Entry<RecordKey, Struct> entry : contents.entrySet()) {
                Value list = entry.getValue().find(child.field().name()).orElse(Value.Items.of());
                List<Value> items = ((Value.Items) list).values();
                for (int position = 0; position < items.size(); position++) {
                    json.writeStartObject();
                    writeKey(json, entry.getKey());
                    json.writeNumberField("p", position);
                    writeColumns(json, child.columns(), rowOf(child, items.get(position)));
                    json.writeEndObject();
                }
            }
        });
    }

    private static Struct rowOf(ChildTable child, Value item) {
        return child.ofValues() ? Struct.builder().put("value", item).build() : (Struct) item;
    }

    private static void writeKey(JsonGenerator json, RecordKey key) throws IOException {
        json.writeStringField("t", key.tenantOrEmpty());
        json.writeStringField("i", key.id());
    }

    private static void writeColumns(JsonGenerator json, List<FieldDef> columns, Struct row) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            Value value = row.members().get(columns.get(i).name());
            if (value != null) {
                json.writeFieldName("c" + i);
                writeValue(json, columns.get(i).type(), value);
            }
        }
    }

    private static void writeValue(JsonGenerator json, FieldType type, Value value) throws IOException {
        if (type instanceof FieldType.Scalar) {
            json.writeString(ScalarText.encode(value));
        } else if (type instanceof FieldType.Array) {
            json.writeStartArray();
            for (Value item : ((Value.Items) value).values()) {
                json.writeString(ScalarText.encode(item));
            }
            json.writeEndArray();
        } else {
            json.writeString(ExtendedJson.write(value));
        }
    }

    /** Writes the elements of a JSON array. */
    interface Elements {
        void write(JsonGenerator json) throws IOException;
    }

    static String array(Elements elements) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            elements.write(json);
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
