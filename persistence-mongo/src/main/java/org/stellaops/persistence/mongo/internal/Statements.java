package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import java.util.function.BooleanSupplier;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.StepResult;

/** Runs single conditional statements on one collection and returns their results. */
final class Statements {

    private static final StepResult DONE = new StepResult.Done();
    private static final StepResult NO_MATCH = new StepResult.NoMatch();

    private final CollectionHandle place;
    private final RejectionTracker rejections;

    /** Explains a rejected statement. */
    interface RejectionTracker {

        /** The answer to a duplicate key error, whose message the server wrote. */
        StepResult duplicate(RecordKey key, BsonDocument written, String message);

        /** Whether the fence rejected this document, or this update, and not another validator. */
        boolean isByFence(BsonDocument written);
    }

    /** Statements on a collection. */
    Statements(CollectionHandle place, RejectionTracker rejections) {
        this.place = place;
        this.rejections = rejections;
    }

    StepResult insert(RecordKey key, BsonDocument document) {
        return step("insert", key, document, () -> place.insertOne(document));
    }

    StepResult replace(RecordKey key, BsonDocument filter, BsonDocument document) {
        return step("replace", key, document, () -> place.replaceOne(filter, document));
    }

    StepResult update(RecordKey key, BsonDocument filter, BsonDocument update) {
        return step("update", key, update, () -> place.updateOne(filter, update));
    }

    boolean delete(RecordKey key, BsonDocument filter) {
        return MongoFaults.guard(attempt("delete", key), () -> place.deleteOne(filter));
    }

    private StepResult step(String verb, RecordKey key, BsonDocument written, BooleanSupplier statement) {
        SentCommands.reset();
        try {
            return statement.getAsBoolean() ? DONE : NO_MATCH;
        } catch (MongoException e) {
            return switch (e.getCode()) {
                case MongoFaults.DUPLICATE_KEY -> rejections.duplicate(key, written, String.valueOf(e.getMessage()));
                case MongoFaults.DOCUMENT_VALIDATION_FAILURE -> refused(attempt(verb, key), written);
                default -> throw MongoFaults.of(attempt(verb, key), e);
            };
        } catch (BSONException e) {
            throw MongoFaults.of(attempt(verb, key), e);
        }
    }

    private StepResult refused(String attempt, BsonDocument written) {
        if (rejections.isByFence(written)) {
            return new StepResult.Fenced();
        }
        throw new StoreException(
                Fault.Kind.REJECTED,
                "tried to " + attempt
                        + "; a validator of the collection, other than the library's own, rejects it; let it"
                        + " admit the member _sync and this content",
                null);
    }

    private String attempt(String verb, RecordKey key) {
        return verb + " " + key + " in " + place.name();
    }
}
