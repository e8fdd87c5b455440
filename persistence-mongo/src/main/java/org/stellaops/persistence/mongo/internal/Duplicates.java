// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.StepResult;

/** Determines the constraint of a duplicate key error, and the record that holds the value. */
final class Duplicates {

    /** The index in an error message; the text after {@code dup key} contains values, which may be anything. */
    private static final Pattern INDEX = Pattern.compile("index: (?:\\S*\\.\\$)?(\\S+)");

    private static final String ID_INDEX = "_id_";
    private static final String HOLDER = "look for the holder of a unique value in ";
    private static final BsonInt32 ONE = new BsonInt32(1);

    private final EntityType<?> type;
    private final CollectionHandle place;
    private final KeyLayout keys;
    private final BooleanSupplier collated;

    /**
     * Explains errors of a collection.
     *
     * @param collated whether it has a default collation, by which different ids may be equal
     */
    Duplicates(EntityType<?> type, CollectionHandle place, KeyLayout keys, BooleanSupplier collated) {
        this.collated = collated;
        this.type = type;
        this.place = place;
        this.keys = keys;
    }

    StepResult of(RecordKey key, BsonDocument written, String message) {
        String index = indexIn(message);
        return index.equals(ID_INDEX) ? ofId(key) : new StepResult.Duplicate(index, holder(key, index, written));
    }

    /**
     * The same {@code _id} is the same key, unless another member names the tenant and names another one, or the collection
     * takes different ids for equal.
     */
    private StepResult ofId(RecordKey key) {
        BsonDocument id = new BsonDocument(KeyLayout.ID, keys.id(key));
        Optional<RecordKey> holder = collated.getAsBoolean()
                ? keyOf(place.firstByOwnCollation(HOLDER + place.name(), id))
                : keys.tenantMember().flatMap(it -> keyOf(id, new BsonDocument(it, ONE)));
        Optional<RecordKey> other = holder.filter(it -> !it.equals(key));
        return other.isPresent() ? new StepResult.Duplicate(ID_INDEX, other) : new StepResult.NoMatch();
    }

    /** The name of the index that an error message of the server names. */
    static String indexIn(String message) {
        int values = message.indexOf("dup key");
        Matcher matcher = INDEX.matcher(values < 0 ? message : message.substring(0, values));
        return matcher.find() ? matcher.group(1) : "unknown";
    }

    private Optional<RecordKey> holder(RecordKey key, String index, BsonDocument written) {
        return type.uniqueKeys().stream()
                .filter(it -> it.name().equals(index))
                .findFirst()
                .flatMap(it -> sameValues(it, written))
                .flatMap(filter -> keyOf(
                        filter.append(KeyLayout.ID, new BsonDocument("$ne", keys.id(key))),
                        keys.tenantMember().map(it -> new BsonDocument(it, ONE)).orElseGet(BsonDocument::new)));
    }

    private Optional<BsonDocument> sameValues(UniqueKey unique, BsonDocument written) {
        LegacyMapping mapping = type.legacyMapping();
        BsonDocument filter = new BsonDocument();
        mapping.tenantPath().ifPresent(path -> at(written, path).ifPresent(it -> filter.append(path, it)));
        for (String name : unique.fields()) {
            Optional<String> path = type.field(name).flatMap(mapping::path);
            Optional<BsonValue> value = path.flatMap(it -> at(written, it));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            filter.append(path.orElseThrow(), value.get());
        }
        return Optional.of(filter);
    }

    private Optional<RecordKey> keyOf(BsonDocument filter, BsonDocument projection) {
        return keyOf(place.first(HOLDER + place.name(), filter, projection.append(KeyLayout.ID, ONE)));
    }

    private Optional<RecordKey> keyOf(Optional<RawBsonDocument> found) {
        return found.flatMap(raw -> {
            try {
                return Optional.of(keys.keyOf(raw));
            } catch (UnmappableException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<BsonValue> at(BsonDocument document, String path) {
        Optional<BsonValue> at = Optional.of(document);
        for (String name : path.split("\\.", -1)) {
            at = at.filter(BsonValue::isDocument).map(it -> it.asDocument().get(name));
        }
        return at;
    }
}
