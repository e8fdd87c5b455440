// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.UnmappableException;

/** Finds the records that hold the same values of a unique key. The values themselves go nowhere. */
final class DuplicateValues {

    private static final int GROUPS = 10;
    private static final int KEYS = 5;
    private static final int LONGEST = 120;
    private static final BsonInt32 ONE = new BsonInt32(1);

    private final MongoDatabase database;
    private final KeyLayout keys;
    private final @Nullable Collation collation;

    DuplicateValues(MongoDatabase database, KeyLayout keys, @Nullable Collation collation) {
        this.database = database;
        this.keys = keys;
        this.collation = collation;
    }

    /** Some groups of keys whose records hold the same values; reads the whole collection. */
    List<List<String>> in(String collection, WantedIndex index) {
        return MongoFaults.guard("find records of " + collection + " with equal values of " + index.name(), () -> {
            List<BsonDocument> values = database.getCollection(collection, BsonDocument.class)
                    .aggregate(stages(index))
                    .collation(collation)
                    .allowDiskUse(true)
                    .into(new ArrayList<>());
            return values.stream()
                    .map(it -> keysOf(collection, index, it.getDocument(KeyLayout.ID)))
                    .toList();
        });
    }

    private static List<BsonDocument> stages(WantedIndex index) {
        BsonDocument group = new BsonDocument();
        int at = 0;
        for (String path : index.keys().keySet()) {
            group.append(member(at++), new BsonString("$" + path));
        }
        BsonDocument counted = new BsonDocument(KeyLayout.ID, group).append("n", new BsonDocument("$sum", ONE));
        BsonDocument several = new BsonDocument("n", new BsonDocument("$gt", ONE));
        return List.of(
                new BsonDocument("$match", index.filter()),
                new BsonDocument("$group", counted),
                new BsonDocument("$match", several),
                new BsonDocument("$limit", new BsonInt32(GROUPS)));
    }

    private List<String> keysOf(String collection, WantedIndex index, BsonDocument values) {
        BsonDocument same = new BsonDocument();
        int at = 0;
        for (String path : index.keys().keySet()) {
            BsonValue value = values.get(member(at++));
            same.append(path, value == null ? BsonNull.VALUE : value);
        }
        BsonDocument filter = new BsonDocument("$and", new BsonArray(List.of(index.filter(), same)));
        BsonDocument projection = new BsonDocument(KeyLayout.ID, ONE);
        keys.tenantMember().ifPresent(it -> projection.append(it, ONE));
        return database
                .getCollection(collection, RawBsonDocument.class)
                .find(filter)
                .collation(collation)
                .projection(projection)
                .limit(KEYS)
                .into(new ArrayList<>())
                .stream()
                .map(this::textOf)
                .toList();
    }

    private String textOf(RawBsonDocument raw) {
        String text;
        try {
            text = keys.keyOf(raw).toString();
        } catch (UnmappableException e) {
            text = KeyLayout.textOf(raw);
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static String member(int at) {
        return "v" + at;
    }
}
