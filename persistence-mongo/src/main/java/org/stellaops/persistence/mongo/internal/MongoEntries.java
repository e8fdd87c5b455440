// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * Entries beside the control record, in the collection {@code _sync_entries}. The {@code _id} is module and name with NUL
 * between them, so that the index on {@code _id} finds the entries of a module.
 */
final class MongoEntries implements ControlEntries {

    /** The collection of all modules' entries. */
    static final String COLLECTION = "_sync_entries";

    private static final char BETWEEN = '\0';
    private static final String REVISION = "revision";
    private static final String TEXT = "text";
    /** Above every character that a name may hold. */
    private static final char LAST = '\uFFFF';

    private static final int MOST = 10_000;

    private final CollectionHandle place;
    private final String module;

    MongoEntries(MongoDatabase database, CollectionHandle.Reading reading, String module) {
        this.place =
                CollectionHandle.of(database, COLLECTION, "the entries of module " + module + " in MongoDB", reading);
        this.module = module;
    }

    @Override
    public Optional<Entry> find(String name) {
        return place.decide("read entry " + name + " of " + place.name(), new BsonDocument(KeyLayout.ID, id(name)))
                .map(this::entry);
    }

    @Override
    public List<Entry> list(String prefix) {
        BsonDocument range = new BsonDocument("$gte", id(prefix)).append("$lt", id(prefix + LAST));
        return place
                .list(
                        "list " + place.name(),
                        new BsonDocument(KeyLayout.ID, range),
                        new BsonDocument(KeyLayout.ID, new BsonInt32(1)),
                        MOST)
                .stream()
                .map(this::entry)
                .toList();
    }

    @Override
    public boolean insert(String name, String text) {
        SentCommands.reset();
        try {
            return place.insertOne(document(new Entry(name, 1, text)));
        } catch (MongoException e) {
            if (e.getCode() == MongoFaults.DUPLICATE_KEY) {
                return false;
            }
            throw MongoFaults.of("write entry " + name + " in " + place.name(), e);
        }
    }

    @Override
    public boolean replace(Entry expected, String text) {
        return MongoFaults.guard(
                "write entry " + expected.name() + " in " + place.name(),
                () -> place.replaceOne(document(expected), document(expected.next(text))));
    }

    @Override
    public boolean remove(Entry expected) {
        return MongoFaults.guard(
                "remove entry " + expected.name() + " from " + place.name(), () -> place.deleteOne(document(expected)));
    }

    private BsonString id(String name) {
        return new BsonString(module + BETWEEN + name);
    }

    private BsonDocument document(Entry entry) {
        return new BsonDocument(KeyLayout.ID, id(entry.name()))
                .append(REVISION, new BsonInt64(entry.revision()))
                .append(TEXT, new BsonString(entry.text()));
    }

    private Entry entry(BsonDocument document) {
        return new Entry(
                document.getString(KeyLayout.ID).getValue().substring(module.length() + 1),
                document.getNumber(REVISION).longValue(),
                document.getString(TEXT).getValue());
    }
}
