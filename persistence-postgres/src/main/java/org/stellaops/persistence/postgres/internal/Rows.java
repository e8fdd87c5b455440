// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Reads the columns of {@link TableSchema#selected}. */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(com.fasterxml.jackson.core.StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    private final TableSchema shape;

    Rows(TableSchema shape) {
        this.shape = shape;
    }

    /** The current row of the cursor. */
    Row read(ResultSet row) throws SQLException {
        String id = row.getString(8);
        boolean present = row.getBoolean(9);
        Optional<TargetState> state = state(row);
        Optional<Struct> content = Optional.empty();
        Optional<String> problem = Optional.empty();
        if (present) {
            try {
                content = Optional.of(content(row));
            } catch (UnmappableException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return new Row(String.valueOf(row.getString(7)), id == null ? "" : id, state, present, content, problem);
    }

    private static Optional<TargetState> state(ResultSet row) throws SQLException {
        long version = row.getLong(1);
        if (row.wasNull()) {
            return Optional.empty();
        }
        String hash = row.getString(3);
        long pending = row.getLong(5);
        OptionalLong pendingFlag = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(pending);
        return Optional.of(new TargetState(
                new VersionStamp(version, row.getString(2)),
                row.getBoolean(4),
                Optional.ofNullable(hash).map(ContentHash::new),
                pendingFlag,
                row.getBoolean(6)));
    }

    private Struct content(ResultSet row) throws SQLException {
        Struct.Builder content = Struct.builder();
        int column = TableSchema.HEAD;
        for (FieldDef field : shape.columns()) {
            String text = row.getString(++column);
            if (text != null) {
                content.put(field.name(), value(field.name(), field.type(), text));
            }
        }
        for (ChildTable child : shape.children()) {
            content.put(child.field().name(), items(child, row.getString(++column)));
        }
        return content.build();
    }

    private static Value items(ChildTable child, @Nullable String rows) {
        if (rows == null) {
            return Value.Items.of();
        }
        String path = child.field().name();
        List<Value> items = new ArrayList<>();
        for (JsonNode row : parse(path, rows)) {
            String at = path + "[" + items.size() + "]";
            items.add(child.ofValues() ? single(at, child, row) : struct(at + ".", child, row));
        }
        return new Value.Items(items);
    }

    private static Value single(String at, ChildTable child, JsonNode row) {
        if (row.get(0).isNull()) {
            throw new UnmappableException(at, "is null");
        }
        return value(at, child.columns().get(0).type(), row.get(0).textValue());
    }

    private static Struct struct(String at, ChildTable child, JsonNode row) {
        Struct.Builder struct = Struct.builder();
        for (int i = 0; i < child.columns().size(); i++) {
            FieldDef column = child.columns().get(i);
            if (!row.get(i).isNull()) {
                struct.put(
                        column.name(),
                        value(at + column.name(), column.type(), row.get(i).textValue()));
            }
        }
        return struct.build();
    }

    private static Value value(String path, FieldType type, String text) {
        if (type instanceof FieldType.Scalar it) {
            return scalar(path, it.kind(), text);
        } else if (type instanceof FieldType.Array it) {
            List<Value> items = new ArrayList<>();
            for (JsonNode item : parse(path, text)) {
                if (!item.isTextual()) {
                    throw new UnmappableException(path, "holds a null or a list, which an array must not");
                }
                items.add(scalar(path, it.element().kind(), item.textValue()));
            }
            return new Value.Items(items);
        }
        try {
            return ExtendedJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new UnmappableException(path, "is not a value that the library writes");
        }
    }

    private static Value scalar(String path, ScalarKind kind, String text) {
        try {
            return ScalarText.decode(kind, text);
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            throw new UnmappableException(path, "is no " + kind + " that the library writes");
        }
    }

    private static JsonNode parse(String path, String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UnmappableException(path, "could not be read as a list");
        }
    }
}
