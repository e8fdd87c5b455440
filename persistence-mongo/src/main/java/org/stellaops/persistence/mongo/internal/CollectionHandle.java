package org.stellaops.persistence.mongo.internal;

import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.CountOptions;
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
 * One collection with its read concerns: majority, and linearizable for decisions.
 *
 * @param name its description, for messages
 * @param documents for reads with read concern majority
 * @param deciding for linearizable reads, if the server supports them
 * @param patient as {@code documents}, for reads of the whole collection
 * @param writable for statements
 * @param batchSize documents that a cursor asks for at once
 * @param access whether {@code writable} may be used
 */
record CollectionHandle(
        String name,
        MongoCollection<RawBsonDocument> documents,
        MongoCollection<RawBsonDocument> deciding,
        MongoCollection<RawBsonDocument> patient,
        MongoCollection<BsonDocument> writable,
        int batchSize,
        BackendAccess access) {

    /** Documents that stand for a collection of many thousands. */
    private static final int SAMPLE = 1_000;

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
                reading.batchSize(),
                reading.access());
    }

    /**
     * For statements that write.
     *
     * @throws UnsupportedOperationException if the backend was opened read-only
     */
    @Override
    public MongoCollection<BsonDocument> writable() {
        if (access == BackendAccess.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "tried to write to " + name + ", but the backend was opened read-only; open it for writing");
        }
        return writable;
    }

    /**
     * How a backend reads.
     *
     * @param linearizable whether deciding reads are linearizable
     * @param batchSize documents per batch of a cursor
     * @param deadline how long one statement may take
     * @param access whether it writes as well
     */
    record Reading(boolean linearizable, int batchSize, Duration deadline, BackendAccess access) {}

    /** The document that matches the filter by its {@code _id}, for a decision. */
    Optional<RawBsonDocument> decide(String attempt, BsonDocument filter) {
        return MongoFaults.guard(
                attempt, () -> Optional.ofNullable(deciding.find(filter).first()));
    }

    /** The documents that match a filter, for a decision, in a single batch. */
    List<RawBsonDocument> decideAll(String attempt, BsonDocument filter, int atMost) {
        return MongoFaults.guard(
                attempt, () -> deciding.find(filter).batchSize(atMost + 1).into(new ArrayList<>()));
    }

    /** The first documents that match a filter, in an order. */
    List<RawBsonDocument> list(String attempt, BsonDocument filter, BsonDocument order, int limit) {
        return MongoFaults.guard(attempt, () -> find(filter, order, limit).into(new ArrayList<>()));
    }

    /** As {@link #list}, document by document. */
    FindIterable<RawBsonDocument> find(BsonDocument filter, BsonDocument order, int limit) {
        return documents.find(filter).sort(order).limit(limit).batchSize(batchSize);
    }

    /** A cursor for long-running work; its long deadline applies to each batch. */
    FindIterable<RawBsonDocument> cursor(BsonDocument filter, BsonDocument order) {
        return cursor(patient, filter, order);
    }

    /** How many documents match a filter, and the lowest text at a path among them, up to the bound. */
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
     * A cursor over documents found by an index, each batch within the deadline: leader changes wait for passes over
     * pending flags, so a lost answer must not block a pass.
     */
    FindIterable<RawBsonDocument> pending(BsonDocument filter, BsonDocument order) {
        return cursor(documents, filter, order);
    }

    private FindIterable<RawBsonDocument> cursor(
            MongoCollection<RawBsonDocument> from, BsonDocument filter, BsonDocument order) {
        return from.find(filter).sort(order).batchSize(batchSize).timeoutMode(TimeoutMode.ITERATION);
    }

    boolean exists(String attempt, BsonDocument filter) {
        BsonDocument idOnly = new BsonDocument(KeyLayout.ID, new BsonInt32(1));
        return MongoFaults.guard(
                attempt, () -> documents.find(filter).projection(idOnly).first() != null);
    }

    /** Counts the documents that match a filter, no further than the bound. */
    long count(BsonDocument filter, long atMost) {
        CountOptions bounded = new CountOptions().limit((int) Math.min(Integer.MAX_VALUE, atMost));
        return MongoFaults.guard("count in " + name, () -> documents.countDocuments(filter, bounded));
    }

    /** How many documents the collection has by its statistics. */
    long estimate() {
        return MongoFaults.guard("estimate " + name, () -> documents.estimatedDocumentCount());
    }

    /** How many documents match a filter, by their share of a random sample. */
    long estimate(BsonDocument filter) {
        List<BsonDocument> stages = List.of(
                new BsonDocument("$sample", new BsonDocument("size", new BsonInt32(SAMPLE))),
                new BsonDocument("$match", filter),
                new BsonDocument("$count", new BsonString("matching")));
        long matching = MongoFaults.guard(
                "sample " + name,
                () -> Optional.ofNullable(documents.aggregate(stages).first())
                        .map(it -> it.getNumber("matching").longValue())
                        .orElse(0L));
        return estimate() * matching / SAMPLE;
    }

    long countAll() {
        return MongoFaults.guard("count " + name, () -> patient.countDocuments());
    }

    /** Counts documents by an index, within the deadline for the same reason. */
    long countPending(BsonDocument filter) {
        return MongoFaults.guard("count " + name, () -> documents.countDocuments(filter));
    }
}
