// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UniqueKey;

/** The indexes of an entity type. */
final class WantedIndexes {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.setup");

    private static final String PENDING = "_sync_pending";
    private static final String KEY_ORDER = "_sync_key_order";
    private static final BsonDocument EVERY = new BsonDocument();

    private final EntityType<?> type;
    private final KeyLayout keys;

    WantedIndexes(EntityType<?> type, KeyLayout keys) {
        this.type = type;
        this.keys = keys;
    }

    /**
     * Those of records.
     *
     * @param collated whether the collection has a default collation: then its index on {@code _id} has it too, and cannot
     *     find an {@code _id} byte by byte
     */
    List<WantedIndex> ofRecords(boolean collated) {
        List<WantedIndex> all = new ArrayList<>();
        all.add(flagged(PENDING, SyncFields.PENDING));
        all.add(flagged("_sync_provisional", SyncFields.PROVISIONAL_EPOCH));
        if (collated) {
            // The server allows an index on _id alone only with the collation of the collection.
            BsonDocument id = ascending(KeyLayout.ID).append(SyncFields.VERSION, new BsonInt32(1));
            all.add(new WantedIndex("_sync_simple_id", id, EVERY, false));
        }
        if (!isById(keys)) {
            all.add(new WantedIndex(KEY_ORDER, keys.order(), EVERY, false));
        }
        type.uniqueKeys().forEach(key -> unique(key).ifPresent(all::add));
        return List.copyOf(all);
    }

    /** Those of tombstones. */
    List<WantedIndex> ofTombstones() {
        KeyLayout layout = KeyLayout.ofTombstones(type);
        WantedIndex pending = flagged(PENDING, TombstoneDocuments.PENDING);
        return isById(keys)
                ? List.of(pending)
                : List.of(pending, new WantedIndex(KEY_ORDER, layout.order(), EVERY, false));
    }

    /**
     * Only documents that have a value in every field are in the index, so a record without one of them is not
     * constrained.
     */
    private Optional<WantedIndex> unique(UniqueKey key) {
        BsonDocument paths = new BsonDocument();
        type.legacyMapping().tenantPath().ifPresent(path -> paths.append(path, new BsonInt32(1)));
        BsonDocument constrained = new BsonDocument();
        for (String name : key.fields()) {
            FieldDef field = type.field(name).orElseThrow();
            Optional<String> path = type.legacyMapping().path(field);
            if (path.isEmpty()) {
                LOG.warn(
                        "unique key {} of {} cannot be enforced in MongoDB: field {} has another form in legacy documents",
                        key.name(),
                        type,
                        name);
                return Optional.empty();
            }
            paths.append(path.get(), new BsonInt32(1));
            constrained.append(path.get(), hasValue(field));
        }
        return Optional.of(new WantedIndex(key.name(), paths, constrained, true));
    }

    /** A null in a legacy document stands for a missing field, so $exists is not enough. */
    private static BsonDocument hasValue(FieldDef field) {
        String stored = field.type() instanceof FieldType.Scalar it
                ? switch (it.kind()) {
                    case TEXT -> "string";
                    case INT, LONG, DOUBLE, DECIMAL -> "number";
                    case BOOL -> "bool";
                    case INSTANT -> "date";
                    case UUID, BYTES -> "binData";
                }
                : "string";
        // A mapping may store any of them as text, as it does with instants finer than a BSON date.
        List<BsonString> types = List.of(new BsonString(stored), new BsonString("string"));
        return new BsonDocument("$type", new BsonArray(types.stream().distinct().toList()));
    }

    private static boolean isById(KeyLayout layout) {
        return layout.order().equals(ascending(KeyLayout.ID));
    }

    private static WantedIndex flagged(String name, String path) {
        return new WantedIndex(name, ascending(path), new BsonDocument(path, SyncFields.exists(true)), false);
    }

    private static BsonDocument ascending(String path) {
        return new BsonDocument(path, new BsonInt32(1));
    }
}
