// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.Image;
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

    /** A statement of many. */
    record One(RecordKey key, BsonDocument document, WriteModel<BsonDocument> model) {}

    /**
     * Runs statements of one kind in one command; each is answered. Where some of the replacements that must not insert matched
     * nothing, the server does not say which.
     */
    List<StepResult> many(String verb, List<One> statements) {
        String attempt = verb + " " + statements.size() + " documents in " + place.name();
        SentCommands.reset();
        BulkWriteResult result;
        List<BulkWriteError> errors = List.of();
        try {
            result = place.bulk(statements.stream().map(One::model).toList());
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw MongoFaults.of(attempt, e);
            }
            result = e.getWriteResult();
            errors = e.getWriteErrors();
        } catch (MongoException | BSONException e) {
            throw MongoFaults.of(attempt, e);
        }
        Map<Integer, StepResult> told = new HashMap<>();
        for (BulkWriteError error : errors) {
            told.put(error.getIndex(), rejected(statements.get(error.getIndex()), error));
        }
        result.getUpserts().forEach(it -> told.put(it.getIndex(), new StepResult.Inserted()));
        boolean allTook = result.getInsertedCount() + result.getMatchedCount() + told.size() >= statements.size();
        List<StepResult> answers = new ArrayList<>(statements.size());
        for (int i = 0; i < statements.size(); i++) {
            boolean certain = allTook || inserts(statements.get(i).model());
            answers.add(told.getOrDefault(i, certain ? DONE : new StepResult.Untold()));
        }
        return answers;
    }

    /**
     * Makes one update of the documents of many images that changes nothing when it is made again; whether each was there. One whose
     * answer is lost among the others is made again by itself.
     */
    <I extends Image> List<Boolean> updateEach(
            BsonDocument update, List<I> images, Function<I, BsonDocument> documentOf) {
        List<StepResult> steps = many(
                "update",
                images.stream()
                        .map(it -> new One(
                                it.key(), update, new UpdateOneModel<>(documentOf.apply(it), update, place.updating())))
                        .toList());
        List<Boolean> there = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            I image = images.get(i);
            there.add(steps.get(i).isDone()
                    || update(image.key(), documentOf.apply(image), update).isDone());
        }
        return there;
    }

    /** A statement that inserts where it does not match has an error, an upsert, or took effect. */
    private static boolean inserts(WriteModel<BsonDocument> model) {
        return model instanceof InsertOneModel
                || (model instanceof ReplaceOneModel<BsonDocument> it
                        && it.getReplaceOptions().isUpsert());
    }

    private StepResult rejected(One statement, BulkWriteError error) {
        if (error.getCode() == MongoFaults.DUPLICATE_KEY) {
            return rejections.duplicate(statement.key(), statement.document(), error.getMessage());
        }
        if (error.getCode() == MongoFaults.DOCUMENT_VALIDATION_FAILURE && rejections.isByFence(statement.document())) {
            return new StepResult.Fenced();
        }
        return MongoFaults.isDoubtful(error.getCode()) ? new StepResult.Untold() : NO_MATCH;
    }

    /** Deletes what these filters find; how many documents it was. */
    long deleteMany(List<BsonDocument> filters) {
        return MongoFaults.guard(
                "delete " + filters.size() + " documents in " + place.name(), () -> place.deleteEach(filters));
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
