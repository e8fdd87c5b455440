// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Reads the texts that {@link Sql#selected} and {@link ChildTable#selected} make the server send. Pure. */
final class ColumnValues {

    /** No text of a column is too long: the server held it. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private ColumnValues() {}

    /** A text is no value of its column. Whoever knows where it stands says so: paths are made for problems alone. */
    private static final class Unfit extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Unfit(String reason) {
            super(reason, null, false, false);
        }

        private UnmappableException at(String path) {
            return new UnmappableException(path, String.valueOf(getMessage()));
        }
    }

    /**
     * The value of a column.
     *
     * @throws UnmappableException if the text is none that the library writes
     */
    static Value of(FieldDef column, String text) {
        try {
            return read(column.type(), text);
        } catch (Unfit e) {
            throw e.at(column.name());
        }
    }

    /**
     * The rows of a child table.
     *
     * @throws UnmappableException if one holds what the library does not write
     */
    static Value.Items of(ChildTable child, String rows) {
        List<Value> items = new ArrayList<>();
        try (JsonParser json = JSON.createParser(rows)) {
            require(json.nextToken() == JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(child.ofValues() ? single(child, json, items.size()) : struct(child, json, items.size()));
            }
            return new Value.Items(items);
        } catch (IOException | Unfit e) {
            throw new UnmappableException(child.field().name(), "could not be read as a list");
        }
    }

    private static Value single(ChildTable child, JsonParser json, int index) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            throw new UnmappableException(path(child, index), "is null");
        }
        require(json.currentToken().isScalarValue());
        try {
            return element(child.columns().get(0).type(), json);
        } catch (Unfit e) {
            throw e.at(path(child, index));
        }
    }

    private static Struct struct(ChildTable child, JsonParser json, int index) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY);
        List<FieldDef> columns = child.columns();
        @Nullable Value[] row = new @Nullable Value[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            FieldDef column = columns.get(i);
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            require(json.currentToken().isScalarValue());
            try {
                row[i] = element(column.type(), json);
            } catch (Unfit e) {
                throw e.at(path(child, index) + "." + column.name());
            }
        }
        require(json.nextToken() == JsonToken.END_ARRAY);
        return child.layout().struct(row);
    }

    /** A number that JSON keeps is not made a text first: lists are mostly numbers and short texts. */
    private static Value element(FieldType type, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && type instanceof FieldType.Scalar it) {
            try {
                if (it.kind() == ScalarKind.INT) {
                    return Value.of(json.getIntValue());
                } else if (it.kind() == ScalarKind.LONG) {
                    return Value.of(json.getLongValue());
                }
            } catch (InputCoercionException e) {
                throw notOf(it.kind());
            }
        }
        return read(type, json.getText());
    }

    private static String path(ChildTable child, int index) {
        return child.field().name() + "[" + index + "]";
    }

    private static Value read(FieldType type, String text) {
        if (type instanceof FieldType.Scalar it) {
            return scalar(it.kind(), text);
        } else if (type instanceof FieldType.Array it) {
            return array(it.element().kind(), text);
        }
        try {
            return ExtendedJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new Unfit("is not a value that the library writes");
        }
    }

    private static Value array(ScalarKind kind, String text) {
        List<Value> items = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            require(json.nextToken() == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                items.add(scalar(kind, json.getText()));
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw new Unfit("holds a null or a list, which an array must not");
            }
        } catch (IOException e) {
            throw new Unfit("could not be read as a list");
        }
        return new Value.Items(items);
    }

    private static Value scalar(ScalarKind kind, String text) {
        try {
            return ScalarText.decode(kind, text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw notOf(kind);
        }
    }

    private static Unfit notOf(ScalarKind kind) {
        return new Unfit("is no " + kind + " that the library writes");
    }

    private static void require(boolean isList) {
        if (!isList) {
            throw new Unfit("could not be read as a list");
        }
    }
}
