// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonSerializationException;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.entity.UnmappableException.Problem;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Reads values from the bytes of a document.
 *
 * <p>Reads the bytes, because decoded forms no longer show what must be rejected: duplicate names, and text that is
 * not UTF-8.
 */
final class BsonReading {

    private final ByteBuffer bytes;
    private final BsonBinaryReader reader;

    private BsonReading(RawBsonDocument raw) {
        this.bytes = raw.getByteBuffer().asNIO();
        this.reader = new BsonBinaryReader(bytes.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * The members of a document without those named.
     *
     * @throws UnmappableException if a value has no representation; the message contains path and reason and no value
     */
    static Struct membersWithout(RawBsonDocument raw, Set<String> leftOut) {
        return new BsonReading(raw).guarded(reading -> reading.struct("", leftOut));
    }

    /** One member of a document; empty if it is missing. Fails as {@link #membersWithout} does. */
    static Optional<Value> member(RawBsonDocument raw, String name) {
        return new BsonReading(raw).guarded(reading -> reading.find(name));
    }

    private <T> T guarded(java.util.function.Function<BsonReading, T> work) {
        try (reader) {
            return work.apply(this);
        } catch (BsonSerializationException e) {
            throw new UnmappableException(Problem.MALFORMED, "", "is not valid BSON");
        }
    }

    private Optional<Value> find(String name) {
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            if (reader.readName().equals(name)) {
                return Optional.of(value(name));
            }
            reader.skipValue();
        }
        return Optional.empty();
    }

    private Struct struct(String path, Set<String> leftOut) {
        Map<String, Value> members = new HashMap<>();
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            String name = reader.readName();
            if (leftOut.contains(name)) {
                reader.skipValue();
                continue;
            }
            String at = path.isEmpty() ? name : path + "." + name;
            if (members.put(name, value(at)) != null) {
                throw new UnmappableException(Problem.MALFORMED, at, "occurs twice in its document");
            }
        }
        reader.readEndDocument();
        return Struct.of(members);
    }

    private Value.Items items(String path) {
        List<Value> items = new ArrayList<>();
        reader.readStartArray();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            items.add(value(path + "[" + items.size() + "]"));
        }
        reader.readEndArray();
        return new Value.Items(items);
    }

    private Value value(String path) {
        BsonType type = reader.getCurrentBsonType();
        return switch (type) {
            case DOCUMENT -> struct(path, Set.of());
            case ARRAY -> items(path);
            case STRING -> new Value.Text(text(path));
            case INT32 -> new Value.Int32(reader.readInt32());
            case INT64 -> new Value.Int64(reader.readInt64());
            case DOUBLE -> new Value.Real(reader.readDouble());
            case DECIMAL128 -> decimal(path, reader.readDecimal128());
            case BOOLEAN -> new Value.Bool(reader.readBoolean());
            case DATE_TIME -> new Value.Moment(Instant.ofEpochMilli(reader.readDateTime()));
            case OBJECT_ID -> new Value.Oid(reader.readObjectId().toHexString());
            case BINARY -> binary(path, reader.readBinaryData());
            case NULL -> {
                reader.readNull();
                yield Value.Null.NULL;
            }
            default ->
                throw new UnmappableException(
                        Problem.NO_REPRESENTATION,
                        path,
                        "is a BSON " + nameOf(type) + ", which PostgreSQL cannot represent");
        };
    }

    private static Value decimal(String path, Decimal128 decimal) {
        if (decimal.isNaN() || decimal.isInfinite()) {
            throw new UnmappableException(Problem.NO_REPRESENTATION, path, "is a Decimal128 that is NaN or infinite");
        }
        try {
            return new Value.Decimal(decimal.bigDecimalValue());
        } catch (ArithmeticException e) {
            throw new UnmappableException(Problem.NO_REPRESENTATION, path, "is a Decimal128 of negative zero");
        }
    }

    private static Value binary(String path, BsonBinary binary) {
        int subtype = Byte.toUnsignedInt(binary.getType());
        if (subtype != BsonBinarySubType.UUID_STANDARD.getValue()) {
            return new Value.Bytes(subtype, binary.getData());
        } else if (binary.getData().length == 2 * Long.BYTES) {
            return new Value.Uuid(binary.asUuid());
        }
        throw new UnmappableException(
                Problem.NO_REPRESENTATION, path, "is binary of the subtype of UUIDs, but has not 16 bytes");
    }

    /** The replacement character may be part of the text, or stand for invalid bytes. */
    private String text(String path) {
        int start = reader.getBsonInput().getPosition() + Integer.BYTES;
        String text = reader.readString();
        int end = reader.getBsonInput().getPosition() - 1;
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8(start, end)) {
            throw new UnmappableException(Problem.MALFORMED, path, "is a text that is not valid UTF-8");
        }
        return text;
    }

    private boolean isUtf8(int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate().position(start).limit(end))
                    .hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String nameOf(BsonType type) {
        return switch (type) {
            case REGULAR_EXPRESSION -> "regular expression";
            case TIMESTAMP -> "timestamp";
            case MIN_KEY -> "min key";
            case MAX_KEY -> "max key";
            case JAVASCRIPT, JAVASCRIPT_WITH_SCOPE -> "code";
            case SYMBOL -> "symbol";
            case UNDEFINED -> "undefined";
            case DB_POINTER -> "DBPointer";
            default -> "value of type " + type.getValue();
        };
    }
}
