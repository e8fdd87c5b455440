// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.ReadConcern;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.UpdateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.PendingSample;

/**
 * One collection with its read concerns: majority, and linearizable for decisions. Every statement names the simple
 * collation, because a collection may have a default one, by which other texts would be equal.
 *
 * @param name its description, for messages
 * @param documents for reads with read concern majority
 * @param patient as {@code documents}, for reads of the whole collection
 * @param raw for statements that write
 * @param reading how it reads
 */
record CollectionHandle(
        String name,
        MongoCollection<RawBsonDocument> documents,
        MongoCollection<RawBsonDocument> patient,
        MongoCollection<BsonDocument> raw,
        Reading reading) {

    /** Equal only what is equal byte by byte. */
    static final Collation SIMPLE = Collation.builder().locale("simple").build();

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    /** Documents that stand for a collection of many thousands. */
    private static final int SAMPLE = 1_000;

    /** Documents without their contents of one batch, for each document of a batch with contents. */
    private static final int SMALLER = 10;

    /** How often an upsert is tried that collides with another one. */
    private static final int UPSERTS = 5;

    private static final long LONG_WORK = Duration.ofMinutes(10).toMillis();

    /**
     * How a backend reads.
     *
     * @param server what it reads from
     * @param batchSize documents per batch of a cursor
     * @param deadline how long one statement may take
     * @param access whether it writes as well
     */
    record Reading(Server server, int batchSize, Duration deadline, BackendAccess access) {}

    static CollectionHandle of(MongoDatabase database, String collection, String name, Reading reading) {
        MongoCollection<RawBsonDocument> majority =
                database.getCollection(collection, RawBsonDocument.class).withReadConcern(ReadConcern.MAJORITY);
        return new CollectionHandle(
                name,
                majority,
                majority.withTimeout(Math.max(LONG_WORK, reading.deadline().toMillis()), TimeUnit.MILLISECONDS),
                database.getCollection(collection, BsonDocument.class),
                reading);
    }

    /** Inserts a document. */
    boolean insertOne(BsonDocument document) {
        return write(() -> writable().insertOne(document).wasAcknowledged());
    }

    /** Replaces the document that matches the filter; false if there is none. */
    boolean replaceOne(BsonDocument filter, BsonDocument document) {
        ReplaceOptions options = new ReplaceOptions().collation(collation());
        return write(() -> writable().replaceOne(filter, document, options).getMatchedCount() == 1);
    }

    /** Replaces the document that matches the filter, or inserts it. */
    boolean replaceOrInsert(BsonDocument filter, BsonDocument document) {
        ReplaceOptions options = new ReplaceOptions().upsert(true).collation(collation());
        return write(() -> writable().replaceOne(filter, document, options).wasAcknowledged());
    }

    /** Updates the document that matches the filter; false if there is none. */
    boolean updateOne(BsonDocument filter, BsonDocument update) {
        return write(() -> told(filter, update, updating()).getMatchedCount() == 1);
    }

    /** Updates the document that matches the filter, or inserts one. */
    boolean updateOrInsert(BsonDocument filter, BsonDocument update) {
        UpdateOptions options = updating().upsert(true);
        return write(() -> told(filter, update, options).wasAcknowledged());
    }

    /** As {@link #updateOrInsert} by {@code _id}: of two that collide, the second try finds what the other one inserted. */
    boolean upsert(BsonDocument id, BsonDocument update) {
        return repeated(() -> updateOrInsert(id, update));
    }

    /** As {@link #upsert}; answers the document as it is then. */
    RawBsonDocument upsertAndGet(BsonDocument id, BsonDocument update) {
        return repeated(() -> toldOf(id, update, changed().upsert(true)).orElseThrow());
    }

    /** As {@link #updateOne}; answers the document as it is then, empty if there is none that matches. */
    Optional<RawBsonDocument> updateAndGet(BsonDocument filter, BsonDocument update) {
        return toldOf(filter, update, changed());
    }

    private FindOneAndUpdateOptions changed() {
        return new FindOneAndUpdateOptions()
                .returnDocument(ReturnDocument.AFTER)
                .collation(collation());
    }

    private Optional<RawBsonDocument> toldOf(
            BsonDocument filter, BsonDocument update, FindOneAndUpdateOptions options) {
        MongoCollection<RawBsonDocument> answering = writable().withDocumentClass(RawBsonDocument.class);
        return write(() -> reading.server()
                .told(session -> Optional.ofNullable(
                        session == null
                                ? answering.findOneAndUpdate(filter, update, options)
                                : answering.findOneAndUpdate(session, filter, update, options))));
    }

    private static <T> T repeated(Supplier<T> upsert) {
        for (int tries = 1; ; tries++) {
            try {
                return upsert.get();
            } catch (MongoException e) {
                if (e.getCode() != MongoFaults.DUPLICATE_KEY || tries == UPSERTS) {
                    throw e;
                }
            }
        }
    }

    private UpdateResult told(BsonDocument filter, BsonDocument update, UpdateOptions options) {
        return reading.server()
                .told(session -> session == null
                        ? writable().updateOne(filter, update, options)
                        : writable().updateOne(session, filter, update, options));
    }

    /** Deletes the document that matches the filter; false if there is none. */
    boolean deleteOne(BsonDocument filter) {
        DeleteOptions options = new DeleteOptions().collation(collation());
        return write(() -> writable().deleteOne(filter, options).getDeletedCount() == 1);
    }

    /** Deletes the documents that match the filters, each of them one at most, and counts them. */
    long deleteEach(List<BsonDocument> filters) {
        DeleteOptions options = new DeleteOptions().collation(collation());
        List<DeleteOneModel<BsonDocument>> deletes = filters.stream()
                .map(it -> new DeleteOneModel<BsonDocument>(it, options))
                .toList();
        return write(() -> (long) writable().bulkWrite(deletes, UNORDERED).getDeletedCount());
    }

    /** Runs statements of one kind in one command, whatever becomes of each of them. */
    BulkWriteResult bulk(List<? extends WriteModel<BsonDocument>> statements) {
        return write(() -> writable().bulkWrite(statements, UNORDERED));
    }

    /** For an update, also one in {@link #bulk}. */
    UpdateOptions updating() {
        return new UpdateOptions().collation(collation());
    }

    /** For a replacement in {@link #bulk}. */
    ReplaceOptions replacing(boolean insertIfGone) {
        return new ReplaceOptions().upsert(insertIfGone).collation(collation());
    }

    /** Updates a document that matches the filter, and answers it as it is then; null if there is none. */
    @Nullable
    RawBsonDocument findOneAndUpdate(BsonDocument filter, BsonDocument update, FindOneAndUpdateOptions options) {
        FindOneAndUpdateOptions collated = options.collation(collation());
        return write(
                () -> writable().withDocumentClass(RawBsonDocument.class).findOneAndUpdate(filter, update, collated));
    }

    private MongoCollection<BsonDocument> writable() {
        if (reading.access() == BackendAccess.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "tried to write to " + name + ", but the backend was opened read-only; open it for writing");
        }
        return raw;
    }

    /**
     * Runs a write. The answer to one that the driver sent twice counts only if the server recognised the second one: or it
     * may be the answer to its own first execution.
     */
    private <T> T write(Supplier<T> statement) {
        ServerTraits traits = reading.server().traits();
        SentCommands.reset();
        try {
            T answer = statement.get();
            requireOnce(traits);
            return answer;
        } catch (MongoServerException e) {
            requireOnce(traits);
            throw e;
        }
    }

    private void requireOnce(ServerTraits traits) {
        if (!traits.deduplicates() && SentCommands.writes() > 1) {
            throw new StoreException(
                    Fault.Kind.NO_ANSWER,
                    "tried to write to " + name
                            + "; the connection was lost and the driver repeated the write, which this"
                            + " server does not recognise; read the record",
                    null);
        }
    }

    private @Nullable Collation collation() {
        return reading.server().traits().collations() ? SIMPLE : null;
    }

    /** The document that matches the filter by its {@code _id}, for a decision. */
    Optional<RawBsonDocument> decide(String attempt, BsonDocument filter) {
        ReadConcern concern = isLinearizable() ? ReadConcern.LINEARIZABLE : ReadConcern.MAJORITY;
        return MongoFaults.guard(
                attempt,
                () -> reading.server()
                        .told(session -> Optional.ofNullable(found(documents.withReadConcern(concern), session, filter)
                                .collation(collation())
                                .first())));
    }

    private static FindIterable<RawBsonDocument> found(
            MongoCollection<RawBsonDocument> from, @Nullable ClientSession session, BsonDocument filter) {
        return session == null ? from.find(filter) : from.find(session, filter);
    }

    /** Whether {@link #decide} is linearizable, which MongoDB promises for one document by its {@code _id} only. */
    boolean isLinearizable() {
        return reading.server().traits().linearizable();
    }

    /** The documents that match a filter, in a single batch; not for decisions. */
    List<RawBsonDocument> all(String attempt, BsonDocument filter, int atMost) {
        return MongoFaults.guard(
                attempt,
                () -> documents
                        .find(filter)
                        .collation(collation())
                        .batchSize(atMost + 1)
                        .into(new ArrayList<>()));
    }

    /** Some members of a document that matches a filter. */
    Optional<RawBsonDocument> first(String attempt, BsonDocument filter, BsonDocument projection) {
        return MongoFaults.guard(
                attempt,
                () -> Optional.ofNullable(documents
                        .find(filter)
                        .collation(collation())
                        .projection(projection)
                        .first()));
    }

    /** The first document that the collection's own collation finds, which may have another {@code _id}. */
    Optional<RawBsonDocument> firstByOwnCollation(String attempt, BsonDocument filter) {
        return MongoFaults.guard(
                attempt, () -> Optional.ofNullable(documents.find(filter).first()));
    }

    /** The first documents that match a filter, in an order. */
    List<RawBsonDocument> list(String attempt, BsonDocument filter, BsonDocument order, int limit) {
        return MongoFaults.guard(attempt, () -> find(filter, order, limit).into(new ArrayList<>()));
    }

    /** As {@link #list}, document by document. */
    FindIterable<RawBsonDocument> find(BsonDocument filter, BsonDocument order, int limit) {
        return documents
                .find(filter)
                .collation(collation())
                .sort(order)
                .limit(limit)
                .batchSize(reading.batchSize());
    }

    /** A cursor for long-running work, over some members of each document or all; its long deadline applies to each batch. */
    FindIterable<RawBsonDocument> cursor(BsonDocument filter, BsonDocument order, Optional<BsonDocument> projection) {
        FindIterable<RawBsonDocument> found = cursor(patient, null, filter, order);
        return projection
                .map(it -> found.projection(it).batchSize(SMALLER * reading.batchSize()))
                .orElse(found);
    }

    /** The distinct values at a path in the documents that match a filter, each as {@code _id}; of a list, of its elements. */
    AggregateIterable<RawBsonDocument> groups(BsonDocument filter, String path, boolean ofElements) {
        List<BsonDocument> stages = new ArrayList<>(List.of(new BsonDocument("$match", filter)));
        if (ofElements) {
            stages.add(new BsonDocument("$unwind", new BsonString("$" + path)));
        }
        stages.add(new BsonDocument("$group", new BsonDocument(KeyLayout.ID, new BsonString("$" + path))));
        return documents
                .aggregate(stages)
                .collation(collation())
                .allowDiskUse(true)
                .batchSize(reading.batchSize());
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
                () -> Optional.ofNullable(documents
                                .aggregate(stages)
                                .collation(collation())
                                .first())
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
        return cursor(documents, null, filter, order);
    }

    /** As {@link #pending}, and not older than what {@link #decide} and updates saw before: an epoch, or a fence. */
    <T> T workList(
            String attempt, BsonDocument filter, BsonDocument order, Function<FindIterable<RawBsonDocument>, T> read) {
        return MongoFaults.guard(
                attempt,
                () -> reading.server().after(session -> read.apply(cursor(documents, session, filter, order))));
    }

    private FindIterable<RawBsonDocument> cursor(
            MongoCollection<RawBsonDocument> from,
            @Nullable ClientSession session,
            BsonDocument filter,
            BsonDocument order) {
        return found(from, session, filter)
                .collation(collation())
                .sort(order)
                .batchSize(reading.batchSize())
                .timeoutMode(TimeoutMode.ITERATION);
    }

    boolean exists(String attempt, BsonDocument filter) {
        BsonDocument idOnly = new BsonDocument(KeyLayout.ID, new BsonInt32(1));
        return MongoFaults.guard(
                attempt,
                () -> documents
                                .find(filter)
                                .collation(collation())
                                .projection(idOnly)
                                .first()
                        != null);
    }

    /** Counts the documents that match a filter, no further than the bound. */
    long count(BsonDocument filter, long atMost) {
        CountOptions bounded = counting().limit((int) Math.min(Integer.MAX_VALUE, atMost));
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
                () -> Optional.ofNullable(documents
                                .aggregate(stages)
                                .collation(collation())
                                .first())
                        .map(it -> it.getNumber("matching").longValue())
                        .orElse(0L));
        return estimate() * matching / SAMPLE;
    }

    /** Some members of so many documents at random, fewer if there are fewer; one may come twice. */
    List<RawBsonDocument> sampled(int size, BsonDocument projection) {
        List<BsonDocument> stages = List.of(
                new BsonDocument("$sample", new BsonDocument("size", new BsonInt32(size))),
                new BsonDocument("$project", projection));
        return MongoFaults.guard(
                "sample " + name,
                () -> patient.aggregate(stages).collation(collation()).into(new ArrayList<>()));
    }

    long countAll() {
        return MongoFaults.guard("count " + name, () -> patient.countDocuments(new BsonDocument(), counting()));
    }

    /** Counts documents by an index, within the deadline for the same reason, and no earlier than {@link #workList}. */
    long countPending(BsonDocument filter) {
        return MongoFaults.guard(
                "count " + name,
                () -> reading.server()
                        .after(session -> session == null
                                ? documents.countDocuments(filter, counting())
                                : documents.countDocuments(session, filter, counting())));
    }

    /** As above, of the documents that are to be counted, of which only some members are read. */
    long countPending(BsonDocument filter, BsonDocument projection, Predicate<RawBsonDocument> counted) {
        return workList("count in " + name, filter, new BsonDocument(), found -> {
            long count = 0;
            try (MongoCursor<RawBsonDocument> cursor =
                    found.projection(projection).iterator()) {
                while (cursor.hasNext()) {
                    count += counted.test(cursor.next()) ? 1 : 0;
                }
            }
            return count;
        });
    }

    private CountOptions counting() {
        return new CountOptions().collation(collation());
    }
}
