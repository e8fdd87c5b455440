// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.model.Collation;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * An index that the library needs.
 *
 * @param name its name
 * @param keys its fields
 * @param filter which documents it holds; all if empty
 * @param unique whether it is that of a unique key
 */
record WantedIndex(String name, BsonDocument keys, BsonDocument filter, boolean unique) {

    /** What an index of the server is, compared with this one. */
    enum Comparison {
        SAME,
        DIFFERENT,
        /** Another index altogether. */
        UNRELATED
    }

    /** For {@code createIndexes}; without a collation where the server has none. */
    IndexModel model(@Nullable Collation collation) {
        IndexOptions options = new IndexOptions().name(name).unique(unique).collation(collation);
        return new IndexModel(keys, filter.isEmpty() ? options : options.partialFilterExpression(filter));
    }

    /** Compares an index that {@code listIndexes} describes; the server has one index for a name, and one for a definition. */
    Comparison compare(BsonDocument held) {
        boolean sameName = held.getString("name").getValue().equals(name);
        boolean sameDefinition = sameKeys(held)
                && !CollectionFacts.isCollated(held)
                && holdsEnough(held.getDocument("partialFilterExpression", new BsonDocument()))
                && isUnique(held) == unique;
        if (sameName) {
            return sameDefinition ? Comparison.SAME : Comparison.DIFFERENT;
        }
        return sameDefinition ? Comparison.SAME : Comparison.UNRELATED;
    }

    /** An index of all documents finds what one of some documents finds, but a unique one forbids more. */
    private boolean holdsEnough(BsonDocument heldFilter) {
        return heldFilter.equals(filter) || (heldFilter.isEmpty() && !unique);
    }

    /** A number may come back as another kind of number. */
    private boolean sameKeys(BsonDocument held) {
        BsonDocument there = held.getDocument("key");
        return String.join(",", there.keySet()).equals(String.join(",", keys.keySet()))
                && keys.entrySet().stream()
                        .allMatch(it -> Optional.ofNullable(there.get(it.getKey()))
                                .filter(value -> value.isNumber()
                                        && value.asNumber().intValue()
                                                == it.getValue().asNumber().intValue())
                                .isPresent());
    }

    private static boolean isUnique(BsonDocument held) {
        return Optional.ofNullable(held.get("unique"))
                .filter(BsonBoolean.TRUE::equals)
                .isPresent();
    }
}
