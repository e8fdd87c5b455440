// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.internal.EncryptionGuard;
import org.stellaops.persistence.mongo.internal.MongoFaults;

/**
 * The collections of a database as they stand, of which no entity type is known. Reads only.
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> Each batch of documents takes at most the deadline of the configuration, or
 * ten minutes if that is longer. <b>Failure.</b> A {@link org.stellaops.persistence.StoreException} that names the collection.
 */
public final class LegacyCollections implements AutoCloseable {

    private static final long PATIENCE_MINUTES = 10;

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoConfig config;

    private LegacyCollections(MongoClient client, MongoConfig config) {
        this.client = client;
        this.config = config;
        this.database = client.getDatabase(config.database()).withReadConcern(ReadConcern.MAJORITY);
    }

    /**
     * Opens a client of its own.
     *
     * @throws IllegalArgumentException if the configuration has no connection string, or a file of its TLS settings cannot be used
     * @throws org.stellaops.persistence.StoreException if connections to another machine would not be encrypted
     */
    public static LegacyCollections open(MongoConfig config) {
        config.requireAddress();
        EncryptionGuard.check(config, config.database());
        return new LegacyCollections(MongoClients.create(MongoBackend.settings(config)), config);
    }

    /** The names of the collections, in order; not those of the server. */
    public List<String> names() {
        return MongoFaults.guard(
                "list the collections of " + config.database(),
                () -> database.listCollectionNames().into(new ArrayList<>()).stream()
                        .filter(it -> !it.startsWith("system."))
                        .sorted()
                        .toList());
    }

    /** About how many documents a collection has. */
    public long estimate(String collection) {
        return MongoFaults.guard(
                "count " + collection, () -> database.getCollection(collection).estimatedDocumentCount());
    }

    /**
     * Hands over every document, or a random sample of so many, in no order.
     *
     * @param each called on this thread; what it throws ends the scan
     */
    public void each(String collection, OptionalLong sample, Consumer<RawBsonDocument> each) {
        MongoCollection<RawBsonDocument> documents = database.getCollection(collection, RawBsonDocument.class)
                .withTimeout(
                        Math.max(
                                TimeUnit.MINUTES.toMillis(PATIENCE_MINUTES),
                                config.deadline().toMillis()),
                        TimeUnit.MILLISECONDS);
        String attempt = "scan " + collection;
        try (MongoCursor<RawBsonDocument> cursor = MongoFaults.guard(attempt, () -> cursor(documents, sample))) {
            while (MongoFaults.guard(attempt, cursor::hasNext)) {
                each.accept(MongoFaults.guard(attempt, cursor::next));
            }
        }
    }

    private MongoCursor<RawBsonDocument> cursor(MongoCollection<RawBsonDocument> documents, OptionalLong sample) {
        if (sample.isPresent()) {
            int size = (int) Math.min(Integer.MAX_VALUE, sample.getAsLong());
            BsonDocument stage = new BsonDocument("$sample", new BsonDocument("size", new BsonInt32(size)));
            return documents
                    .aggregate(List.of(stage))
                    .batchSize(config.scanBatchSize())
                    .iterator();
        }
        FindIterable<RawBsonDocument> all = documents.find();
        return all.batchSize(config.scanBatchSize()).iterator();
    }

    /** The definitions of the indexes of a collection, as the server lists them. */
    public List<BsonDocument> indexes(String collection) {
        return MongoFaults.guard(
                "list the indexes of " + collection,
                () -> database.getCollection(collection)
                        .listIndexes(BsonDocument.class)
                        .into(new ArrayList<>()));
    }

    @Override
    public void close() {
        client.close();
    }
}
