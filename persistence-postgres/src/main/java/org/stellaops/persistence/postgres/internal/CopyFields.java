// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.postgresql.util.ByteConverter;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Value;

/** Values as the receive functions of the server's types read them; of contents in which {@code problemsOfHeld} found nothing. */
final class CopyFields {

    private static final long SECONDS_TO_2000 = 946_684_800L;
    private static final long MICROS = 1_000_000L;
    private static final int JSONB_VERSION = 1;

    private final CopyBytes out;

    CopyFields(CopyBytes out) {
        this.out = out;
    }

    /** A key, or a part of one, in a column of this type. */
    void key(String text, String type) {
        if (type.equals("uuid")) {
            uuid(UUID.fromString(text));
        } else {
            out.text(text);
        }
    }

    void value(FieldType type, Value value) {
        if (type instanceof FieldType.Scalar it) {
            scalar(it.kind(), value);
        } else if (type instanceof FieldType.Array it) {
            array(it.element().kind(), ((Value.Items) value).values());
        } else {
            json(value);
        }
    }

    private void scalar(ScalarKind kind, Value value) {
        switch (kind) {
            case TEXT -> out.text(((Value.Text) value).value());
            case INT -> int32(((Value.Int32) value).value());
            case LONG -> int64(((Value.Int64) value).value());
            case DOUBLE -> int64(Double.doubleToLongBits(((Value.Real) value).value()));
            case DECIMAL -> out.field(ByteConverter.numeric(((Value.Decimal) value).value()));
            case BOOL -> bool(((Value.Bool) value).value());
            case INSTANT -> int64(microsSince2000(((Value.Moment) value).value()));
            case UUID -> uuid(((Value.Uuid) value).value());
            case BYTES -> out.field(((Value.Bytes) value).value());
        }
    }

    private void int32(int value) {
        out.int32(Integer.BYTES);
        out.int32(value);
    }

    /** The position of a row in its list. */
    void position(int value) {
        int32(value);
    }

    private void int64(long value) {
        out.int32(Long.BYTES);
        out.int64(value);
    }

    /** The version of a record. */
    void version(long value) {
        int64(value);
    }

    private void bool(boolean value) {
        out.int32(1);
        out.int8(value ? 1 : 0);
    }

    private void uuid(UUID value) {
        out.int32(2 * Long.BYTES);
        out.int64(value.getMostSignificantBits());
        out.int64(value.getLeastSignificantBits());
    }

    private static long microsSince2000(Instant instant) {
        long seconds = Math.subtractExact(instant.getEpochSecond(), SECONDS_TO_2000);
        return Math.addExact(Math.multiplyExact(seconds, MICROS), instant.getNano() / 1000);
    }

    private void json(Value value) {
        int opened = out.open();
        out.int8(JSONB_VERSION);
        out.utf8(ExtendedJson.write(value));
        out.close(opened);
    }

    /** One dimension that begins at 1; an empty array has none. */
    private void array(ScalarKind kind, List<Value> elements) {
        int opened = out.open();
        out.int32(elements.isEmpty() ? 0 : 1);
        out.int32(0);
        out.int32(oid(kind));
        if (!elements.isEmpty()) {
            out.int32(elements.size());
            out.int32(1);
        }
        for (Value element : elements) {
            scalar(kind, element);
        }
        out.close(opened);
    }

    /** By which number the server knows the type; those of its own types never change. */
    private static int oid(ScalarKind kind) {
        return switch (kind) {
            case TEXT -> 25;
            case INT -> 23;
            case LONG -> 20;
            case DOUBLE -> 701;
            case DECIMAL -> 1700;
            case BOOL -> 16;
            case INSTANT -> 1184;
            case UUID -> 2950;
            case BYTES -> 17;
        };
    }
}
