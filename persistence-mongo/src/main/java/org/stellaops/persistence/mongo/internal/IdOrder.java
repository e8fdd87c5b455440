// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Ranges over ids of several types. A comparison in a filter finds values of its own type only, while a sort orders all of
 * them; so a range here is a comparison within the type, or a type that sorts before or behind it.
 */
final class IdOrder {

    /** The types that ids can have, in the order in which MongoDB sorts them. */
    private static final List<String> TYPES =
            List.of("null", "number", "string", "object", "binData", "objectId", "bool", "date");

    private static final int UUID_BYTES = 16;
    private static final int UUID_SUBTYPE = 4;

    private IdOrder() {}

    /**
     * The filter of a range.
     *
     * @param operator {@code $gt}, {@code $gte}, {@code $lt} or {@code $lte}
     */
    static BsonDocument range(String path, String operator, BsonValue bound) {
        boolean upward = operator.startsWith("$g");
        int type = TYPES.indexOf(typeOf(bound));
        List<String> others = upward ? TYPES.subList(type + 1, TYPES.size()) : TYPES.subList(0, type);
        Stream<BsonDocument> within = bound.isNull()
                ? Stream.of(new BsonDocument(path, bound)).filter(it -> operator.endsWith("e"))
                : Stream.of(new BsonDocument(path, new BsonDocument(operator, bound)));
        Stream<BsonDocument> beyond =
                others.stream().map(it -> new BsonDocument(path, new BsonDocument("$type", new BsonString(it))));
        List<BsonDocument> parts = Stream.of(within, uuids(path, upward, bound), beyond)
                .flatMap(Function.identity())
                .toList();
        return parts.isEmpty()
                ? new BsonDocument(path, new BsonDocument("$in", new BsonArray()))
                : new BsonDocument("$or", new BsonArray(parts));
    }

    /**
     * What follows from a comparison of binary values and is said nevertheless: a server that takes UUIDs for a type of their
     * own compares them with no other binary.
     */
    private static Stream<BsonDocument> uuids(String path, boolean upward, BsonValue bound) {
        if (!bound.isBinary()) {
            return Stream.empty();
        }
        BsonBinary binary = bound.asBinary();
        int side = Arrays.compare(
                new int[] {binary.getData().length, Byte.toUnsignedInt(binary.getType())},
                new int[] {UUID_BYTES, UUID_SUBTYPE});
        if (side == 0) {
            BsonBinary next = upward
                    ? new BsonBinary(new byte[UUID_BYTES + 1])
                    : new BsonBinary((byte) (UUID_SUBTYPE - 1), bytes(-1));
            return Stream.of(compared(path, upward, next));
        }
        boolean isBeyond = upward == side < 0;
        return isBeyond
                ? Stream.of(compared(path, upward, new BsonBinary((byte) UUID_SUBTYPE, bytes(upward ? 0 : -1))))
                : Stream.empty();
    }

    private static BsonDocument compared(String path, boolean upward, BsonValue bound) {
        return new BsonDocument(path, new BsonDocument(upward ? "$gte" : "$lte", bound));
    }

    private static byte[] bytes(int each) {
        byte[] bytes = new byte[UUID_BYTES];
        Arrays.fill(bytes, (byte) each);
        return bytes;
    }

    private static String typeOf(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL -> "null";
            case INT32, INT64, DOUBLE, DECIMAL128 -> "number";
            case STRING -> "string";
            case DOCUMENT -> "object";
            case BINARY -> "binData";
            case OBJECT_ID -> "objectId";
            case BOOLEAN -> "bool";
            case DATE_TIME -> "date";
            default -> throw new IllegalArgumentException("no id is a BSON " + value.getBsonType());
        };
    }
}
