// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.math.BigDecimal;
import java.time.Instant;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** Converts values to BSON exactly; rejects what BSON would round or corrupt. */
final class BsonWriting {

    private BsonWriting() {}

    /**
     * The document of a struct, members in the byte order of their names.
     *
     * @throws UnmappableException if a value has no representation; the message contains path and reason and no value
     */
    static BsonDocument document(Struct struct) {
        return document("", struct);
    }

    /** The BSON of a value. Fails as {@link #document(Struct)} does. */
    static BsonValue of(Value value) {
        return value("", value);
    }

    private static BsonDocument document(String path, Struct struct) {
        BsonDocument document = new BsonDocument();
        struct.forEach((name, member) -> {
            requireEncodable(path, name);
            if (name.indexOf('\0') >= 0) {
                throw new UnmappableException(path, "has a member whose name holds the NUL character");
            }
            document.append(name, value(path.isEmpty() ? name : path + "." + name, member));
        });
        return document;
    }

    private static BsonValue value(String path, Value value) {
        if (value instanceof Struct it) {
            return document(path, it);
        } else if (value instanceof Value.Items it) {
            return array(path, it);
        } else if (value instanceof Value.Text it) {
            requireEncodable(path, it.value());
            return new BsonString(it.value());
        } else if (value instanceof Value.Decimal it) {
            return decimal(path, it.value());
        } else if (value instanceof Value.Moment it) {
            return moment(path, it.value());
        }
        return plain(value);
    }

    private static BsonValue plain(Value value) {
        if (value instanceof Value.Int32 it) {
            return new BsonInt32(it.value());
        } else if (value instanceof Value.Int64 it) {
            return new BsonInt64(it.value());
        } else if (value instanceof Value.Real it) {
            return new BsonDouble(it.value());
        } else if (value instanceof Value.Bool it) {
            return BsonBoolean.valueOf(it.value());
        } else if (value instanceof Value.Uuid it) {
            return new BsonBinary(it.value());
        } else if (value instanceof Value.Oid it) {
            return new BsonObjectId(new ObjectId(it.hex()));
        } else if (value instanceof Value.Bytes it) {
            return new BsonBinary((byte) it.subtype(), it.value());
        }
        return BsonNull.VALUE;
    }

    private static BsonArray array(String path, Value.Items items) {
        BsonArray array = new BsonArray(items.values().size());
        for (int i = 0; i < items.values().size(); i++) {
            array.add(value(path + "[" + i + "]", items.values().get(i)));
        }
        return array;
    }

    private static BsonValue decimal(String path, BigDecimal decimal) {
        ValueRules.decimalProblem(decimal).ifPresent(problem -> {
            throw new UnmappableException(path, problem);
        });
        return new BsonDecimal128(new Decimal128(decimal));
    }

    private static BsonValue moment(String path, Instant moment) {
        try {
            BsonDateTime date = new BsonDateTime(moment.toEpochMilli());
            if (Instant.ofEpochMilli(date.getValue()).equals(moment)) {
                return date;
            }
        } catch (ArithmeticException e) {
            throw new UnmappableException(path, "is a moment outside the range of a BSON date");
        }
        throw new UnmappableException(path, "is a moment finer than the millisecond of a BSON date");
    }

    /** The driver would silently write three bytes that are not UTF-8. */
    private static void requireEncodable(String path, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new UnmappableException(path, "holds a lone surrogate at index " + i);
            }
        }
    }
}
