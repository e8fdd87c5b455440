// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** Writes values as JSON that {@code JsonText} reads back as the same values; what JSON has no form for, readably. */
public final class JsonWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    /** The JSON text of a value, in one line. */
    public static String write(Value value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            new JsonWriter(generator).next(value);
        } catch (IOException e) {
            throw new IllegalStateException("writing to a text in memory failed", e);
        }
        return text.toString();
    }

    private void next(Value value) throws IOException {
        if (value instanceof Struct it) {
            out.writeStartObject();
            for (Map.Entry<String, Value> member : it.members().entrySet()) {
                out.writeFieldName(member.getKey());
                next(member.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Value.Items it) {
            out.writeStartArray();
            for (Value item : it.values()) {
                next(item);
            }
            out.writeEndArray();
        } else {
            scalar(value);
        }
    }

    private void scalar(Value value) throws IOException {
        if (value instanceof Value.Text it) {
            out.writeString(it.value());
        } else if (value instanceof Value.Bool it) {
            out.writeBoolean(it.value());
        } else if (value instanceof Value.Null) {
            out.writeNull();
        } else if (value instanceof Value.Int32 it) {
            out.writeNumber(it.value());
        } else if (value instanceof Value.Int64 it) {
            out.writeNumber(it.value());
        } else if (value instanceof Value.Decimal it) {
            out.writeNumber(it.value().toString());
        } else if (value instanceof Value.Real it && Double.isFinite(it.value())) {
            out.writeNumber(it.value());
        } else if (value instanceof Value.Moment it) {
            out.writeString(it.value().toString());
        } else {
            out.writeRawValue(ExtendedJson.write(value));
        }
    }
}
