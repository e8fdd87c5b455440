// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Retirement;

/** Takes fences, tombstones, indexes and {@code _sync} out of the collections of a module, and its control documents. */
final class MongoRetirement implements Retirement {

    private static final int BATCH = 1_000;
    private static final String NAME = "name";
    private static final String OWN_INDEX = "_sync";

    private final MongoDatabase database;
    private final CollectionHandle.Reading reading;
    private final Fences fences;
    private final String module;

    MongoRetirement(MongoDatabase database, CollectionHandle.Reading reading, Fences fences, String module) {
        this.database = database;
        this.reading = reading;
        this.fences = fences;
        this.module = module;
    }

    @Override
    public List<Item> plan(Collection<? extends EntityType<?>> types) {
        List<Item> items = new ArrayList<>();
        each(types, (item, work) -> items.add(item));
        return items;
    }

    @Override
    public void retire(Collection<? extends EntityType<?>> types, Consumer<Item> done) {
        if (reading.access() == BackendAccess.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "tried to retire module " + module + ", but its backend was opened read-only; open it for writing");
        }
        each(types, (item, work) -> {
            MongoFaults.guard("take out " + item, () -> {
                work.run();
                return item;
            });
            done.accept(item);
        });
    }

    private void each(Collection<? extends EntityType<?>> types, Steps steps) {
        Set<String> there = names();
        types.forEach(it -> ofType(it, there, steps));
        ofModule(there, steps);
    }

    /** What is done with an item and the work that takes it out. */
    private interface Steps {
        void on(Item item, Runnable work);
    }

    private void ofType(EntityType<?> type, Set<String> there, Steps steps) {
        String records = type.collection();
        String tombstones = MongoLegacyStore.collectionsOf(type).get(1);
        if (there.contains(tombstones)) {
            steps.on(
                    new Item("collection", tombstones, count(tombstones, new BsonDocument())),
                    () -> database.getCollection(tombstones).drop());
        }
        if (there.contains(records)) {
            if (fences.isFenced(records, Fence.RECORDS)) {
                steps.on(new Item("fence", records, 0), () -> {
                    boolean unused = fences.remove(records, Fence.RECORDS, reading.deadline());
                });
            }
            long marked = count(records, Filters.exists(SyncFields.SYNC));
            if (marked > 0) {
                steps.on(new Item("member _sync", records, marked), () -> unset(records));
            }
            indexesOf(records)
                    .forEach(it -> steps.on(
                            new Item("index", records + "." + it, 0),
                            () -> database.getCollection(records).dropIndex(it)));
        }
    }

    /** The documents of the module in collections that modules of a database share; the control record is the last. */
    private void ofModule(Set<String> there, Steps steps) {
        ofModule(there, steps, MongoLeftBehind.COLLECTION, Filters.eq(KeyLayout.ID + ".module", module));
        ofModule(there, steps, MongoDeadLetters.COLLECTION, beginsWithModule());
        ofModule(there, steps, MongoEntries.COLLECTION, beginsWithModule());
        ofModule(there, steps, MongoControlStore.COLLECTION, Filters.eq(KeyLayout.ID, module));
    }

    private void ofModule(Set<String> there, Steps steps, String collection, Bson own) {
        long count = there.contains(collection) ? count(collection, own) : 0;
        if (count > 0) {
            steps.on(new Item("documents of module " + module + " in", collection, count), () -> {
                long unused = database.getCollection(collection).deleteMany(own).getDeletedCount();
                if (count(collection, new BsonDocument()) == 0) {
                    database.getCollection(collection).drop();
                }
            });
        }
    }

    /** Module and the rest are separated by NUL. */
    private Bson beginsWithModule() {
        return Filters.regex(KeyLayout.ID, "^" + Pattern.quote(module) + "\\x00");
    }

    private void unset(String collection) {
        MongoCollection<BsonDocument> documents = database.getCollection(collection, BsonDocument.class);
        while (true) {
            // A few at a time, so that no statement is long.
            List<BsonValue> ids = documents
                    .find(Filters.exists(SyncFields.SYNC))
                    .projection(Projections.include(KeyLayout.ID))
                    .limit(BATCH)
                    .map(it -> it.get(KeyLayout.ID))
                    .into(new ArrayList<>());
            if (ids.isEmpty()) {
                return;
            }
            long unused = documents
                    .updateMany(Filters.in(KeyLayout.ID, ids), Updates.unset(SyncFields.SYNC))
                    .getModifiedCount();
        }
    }

    private List<String> indexesOf(String collection) {
        return MongoFaults.guard(
                "list the indexes of " + collection,
                () ->
                        database
                                .getCollection(collection)
                                .listIndexes(BsonDocument.class)
                                .into(new ArrayList<>())
                                .stream()
                                .map(it -> it.getString(NAME).getValue())
                                .filter(it -> it.startsWith(OWN_INDEX))
                                .sorted()
                                .toList());
    }

    private long count(String collection, Bson filter) {
        return MongoFaults.guard(
                "count documents of " + collection,
                () -> database.getCollection(collection).countDocuments(filter));
    }

    private Set<String> names() {
        return MongoFaults.guard(
                "list the collections of " + database.getName(),
                () -> Set.copyOf(database.listCollectionNames().into(new ArrayList<>())));
    }
}
