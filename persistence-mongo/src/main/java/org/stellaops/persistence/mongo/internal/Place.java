package org.stellaops.persistence.mongo.internal;

import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * One collection as it is read: durably majority, and linearizable where something is decided.
 *
 * @param name what it is, for messages
 * @param documents what is acknowledged by a majority
 * @param deciding the same, linearizable if the server can
 * @param writable for statements
 * @param batchSize documents that a cursor asks for at once
 */
record Place(
        String name,
        MongoCollection<RawBsonDocument> documents,
        MongoCollection<RawBsonDocument> deciding,
        MongoCollection<BsonDocument> writable,
        int batchSize) {

    static Place of(MongoDatabase database, String collection, String name, Reading reading) {
        MongoCollection<RawBsonDocument> raw = database.getCollection(collection, RawBsonDocument.class);
        return new Place(
                name,
                raw.withReadConcern(ReadConcern.MAJORITY),
                raw.withReadConcern(reading.linearizable() ? ReadConcern.LINEARIZABLE : ReadConcern.MAJORITY),
                database.getCollection(collection, BsonDocument.class),
                reading.batchSize());
    }

    /**
     * How a backend reads.
     *
     * @param linearizable whether deciding reads are linearizable
     * @param batchSize documents that a cursor asks for at once
     */
    record Reading(boolean linearizable, int batchSize) {}

    /** The document that the filter finds by its {@code _id}, for a decision. */
    Optional<RawBsonDocument> decide(String attempt, BsonDocument filter) {
        return MongoFaults.guard(
                attempt, () -> Optional.ofNullable(deciding.find(filter).first()));
    }

    /** The documents of a filter, for a decision, in a single batch. */
    List<RawBsonDocument> decideAll(String attempt, BsonDocument filter, int atMost) {
        return MongoFaults.guard(
                attempt, () -> deciding.find(filter).batchSize(atMost + 1).into(new ArrayList<>()));
    }

    /** The first documents of a filter in an order. */
    List<RawBsonDocument> list(String attempt, BsonDocument filter, BsonDocument order, int limit) {
        return MongoFaults.guard(
                attempt,
                () -> documents
                        .find(filter)
                        .sort(order)
                        .limit(limit)
                        .batchSize(batchSize)
                        .into(new ArrayList<>()));
    }

    /** A cursor for long work: the deadline counts for each batch anew. */
    FindIterable<RawBsonDocument> cursor(BsonDocument filter, BsonDocument order) {
        return documents.find(filter).sort(order).batchSize(batchSize).timeoutMode(TimeoutMode.ITERATION);
    }

    long count(BsonDocument filter) {
        return MongoFaults.guard("count " + name, () -> documents.countDocuments(filter));
    }
}
