package org.stellaops.persistence.mongo.internal;

import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.spi.PendingSample;

/**
 * One collection as it is read: durably majority, and linearizable where something is decided.
 *
 * @param name what it is, for messages
 * @param documents what is acknowledged by a majority
 * @param deciding the same, linearizable if the server can
 * @param patient the first again, for work that goes over the whole collection before it answers
 * @param writable for statements
 * @param batchSize documents that a cursor asks for at once
 */
record CollectionHandle(
        String name,
        MongoCollection<RawBsonDocument> documents,
        MongoCollection<RawBsonDocument> deciding,
        MongoCollection<RawBsonDocument> patient,
        MongoCollection<BsonDocument> writable,
        int batchSize) {

    private static final long LONG_WORK = Duration.ofMinutes(10).toMillis();

    static CollectionHandle of(MongoDatabase database, String collection, String name, Reading reading) {
        MongoCollection<RawBsonDocument> raw = database.getCollection(collection, RawBsonDocument.class);
        return new CollectionHandle(
                name,
                raw.withReadConcern(ReadConcern.MAJORITY),
                raw.withReadConcern(reading.linearizable() ? ReadConcern.LINEARIZABLE : ReadConcern.MAJORITY),
                raw.withReadConcern(ReadConcern.MAJORITY)
                        .withTimeout(Math.max(LONG_WORK, reading.deadline().toMillis()), TimeUnit.MILLISECONDS),
                database.getCollection(collection, BsonDocument.class),
                reading.batchSize());
    }

    /**
     * How a backend reads.
     *
     * @param linearizable whether deciding reads are linearizable
     * @param batchSize documents that a cursor asks for at once
     * @param deadline how long one statement may take
     */
    record Reading(boolean linearizable, int batchSize, Duration deadline) {}

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
        return MongoFaults.guard(attempt, () -> find(filter, order, limit).into(new ArrayList<>()));
    }

    /** As {@link #list}, document by document. */
    FindIterable<RawBsonDocument> find(BsonDocument filter, BsonDocument order, int limit) {
        return documents.find(filter).sort(order).limit(limit).batchSize(batchSize);
    }

    /** A cursor for long work: its own, long deadline counts for each batch anew. */
    FindIterable<RawBsonDocument> cursor(BsonDocument filter, BsonDocument order) {
        return cursor(patient, filter, order);
    }

    /** How many documents a filter finds, and the lowest text at a path of them; goes no further than the bound. */
    PendingSample sample(BsonDocument filter, String path, int atMost) {
        BsonDocument group = new BsonDocument(KeyLayout.ID, BsonNull.VALUE)
                .append("keys", new BsonDocument("$sum", new BsonInt32(1)))
                .append("lowest", new BsonDocument("$min", new BsonString("$" + path)));
        List<BsonDocument> stages = List.of(
                new BsonDocument("$match", filter),
                new BsonDocument("$limit", new BsonInt32(atMost)),
                new BsonDocument("$group", group));
        return MongoFaults.guard(
                "sample " + name,
                () -> Optional.ofNullable(documents.aggregate(stages).first())
                        .map(it -> new PendingSample(
                                it.getNumber("keys").longValue(),
                                Optional.ofNullable(it.get("lowest"))
                                        .filter(BsonValue::isString)
                                        .map(lowest -> lowest.asString().getValue())))
                        .orElse(PendingSample.NONE));
    }

    /**
     * A cursor over documents that an index finds, each batch within the deadline: moves of the lead wait for whoever looks at
     * pending flags, so an answer that was lost must not keep him.
     */
    FindIterable<RawBsonDocument> pending(BsonDocument filter, BsonDocument order) {
        return cursor(documents, filter, order);
    }

    private FindIterable<RawBsonDocument> cursor(
            MongoCollection<RawBsonDocument> from, BsonDocument filter, BsonDocument order) {
        return from.find(filter).sort(order).batchSize(batchSize).timeoutMode(TimeoutMode.ITERATION);
    }

    long countAll() {
        return MongoFaults.guard("count " + name, () -> patient.countDocuments());
    }

    /** How many documents an index finds, within the deadline for the same reason. */
    long countPending(BsonDocument filter) {
        return MongoFaults.guard("count " + name, () -> documents.countDocuments(filter));
    }
}
