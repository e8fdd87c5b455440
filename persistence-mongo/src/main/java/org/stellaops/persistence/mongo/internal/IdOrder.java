package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
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
        List<BsonDocument> parts = Stream.concat(within, beyond).toList();
        return parts.isEmpty()
                ? new BsonDocument(path, new BsonDocument("$in", new BsonArray()))
                : new BsonDocument("$or", new BsonArray(parts));
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
