// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.util.List;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;

/** Changes of some fields, each one find-and-modify that answers what it left. */
final class PatchStatements {

    private static final LegacyPatch.Result NO_MATCH = new LegacyPatch.Result.NoMatch();

    private final EntityType<?> type;
    private final CollectionHandle place;
    private final Statements.RejectionTracker rejections;
    private final KeyLayout keys;
    private final RecordDocuments documents;
    private final ClaimMemory memory = new ClaimMemory(System::nanoTime);

    PatchStatements(
            EntityType<?> type,
            CollectionHandle place,
            Statements.RejectionTracker rejections,
            KeyLayout keys,
            RecordDocuments documents) {
        this.type = type;
        this.place = place;
        this.rejections = rejections;
        this.keys = keys;
        this.documents = documents;
    }

    LegacyPatch.Result update(RecordKey key, LegacyPatch patch, Precondition precondition) {
        Optional<PatchPlan> plan = PatchPlan.of(type, patch);
        Optional<BsonDocument> condition = filterOf(key, precondition);
        if (plan.isEmpty() || condition.isEmpty()) {
            return NO_MATCH;
        }
        BsonDocument filter =
                ConditionFilters.all(List.of(keys.is(key), plan.get().guards(), condition.get()));
        return run("update " + key + " in " + place.name(), filter, plan.get(), new FindOneAndUpdateOptions());
    }

    LegacyPatch.Result updateFirst(Optional<String> tenant, Query next, LegacyPatch patch) {
        Optional<PatchPlan> plan = PatchPlan.of(type, patch);
        if (plan.isEmpty()) {
            return NO_MATCH;
        }
        BsonDocument found = ConditionFilters.all(
                List.of(keys.of(tenant), new ConditionFilters(type, keys, tenant).of(next.where())));
        if (mayPassOver(tenant, next, patch, found, plan.get())) {
            return NO_MATCH;
        }
        return run(
                "claim the next in " + place.name(),
                ConditionFilters.all(List.of(found, plan.get().guards())),
                plan.get(),
                new FindOneAndUpdateOptions().sort(keys.order(Keyset.totalOrder(type, next))));
    }

    /** Whether the query finds a record that the update cannot change, so that it would be passed over for ever. */
    private boolean mayPassOver(
            Optional<String> tenant, Query next, LegacyPatch patch, BsonDocument found, PatchPlan plan) {
        ClaimMemory.Question question = ClaimMemory.question(tenant, next.where(), patch);
        if (memory.foundNone(question)) {
            return false;
        }
        BsonDocument others = new BsonDocument("$nor", new BsonArray(List.of(plan.guards())));
        boolean exist =
                place.exists("look for older records in " + place.name(), ConditionFilters.all(List.of(found, others)));
        if (!exist) {
            memory.remember(question);
        }
        return exist;
    }

    /** Empty if no filter says the same. */
    private Optional<BsonDocument> filterOf(RecordKey key, Precondition precondition) {
        if (precondition instanceof Precondition.AtRevision it) {
            return it.revision().stamp().isUnversioned()
                    ? Optional.empty()
                    : Optional.ofNullable(it.revision().stamp().token())
                            .map(token -> new BsonDocument(SyncFields.TOKEN, new BsonString(token)));
        } else if (precondition instanceof Precondition.Holds it) {
            return Optional.of(new ConditionFilters(type, keys, key.tenant()).of(it.condition()));
        }
        return precondition instanceof Precondition.Absent ? Optional.empty() : Optional.of(new BsonDocument());
    }

    private LegacyPatch.Result run(
            String attempt, BsonDocument filter, PatchPlan plan, FindOneAndUpdateOptions options) {
        SentCommands.reset();
        @Nullable RawBsonDocument after;
        try {
            after = place.findOneAndUpdate(filter, plan.update(), options.returnDocument(ReturnDocument.AFTER));
        } catch (MongoException e) {
            return switch (e.getCode()) {
                case MongoFaults.DUPLICATE_KEY -> NO_MATCH;
                case MongoFaults.DOCUMENT_VALIDATION_FAILURE ->
                    rejections.isByFence(plan.update()) ? new LegacyPatch.Result.Fenced() : NO_MATCH;
                default -> throw MongoFaults.of(attempt, e);
            };
        } catch (BSONException e) {
            throw MongoFaults.of(attempt, e);
        }
        return after == null ? NO_MATCH : new LegacyPatch.Result.Done(read(attempt, after));
    }

    private LegacyRecord read(String attempt, RawBsonDocument after) {
        try {
            return documents.read(after);
        } catch (UnmappableException e) {
            throw new StoreException(
                    Fault.Kind.NO_ANSWER,
                    "tried to " + attempt + "; it took effect, but the document cannot be read: " + e.getMessage()
                            + "; fix the document, or the mapping of " + type,
                    null);
        }
    }
}
