// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/** Reads and statements on the documents of tombstones. */
final class TombstoneStatements {

    /** Keys per read, so that the result fits into one batch. */
    /** As many are asked for at once without a look whether there are any. */
    private static final int FEW_KEYS = 50;

    private static final BsonInt32 ONE = new BsonInt32(1);

    private static final int KEYS_AT_ONCE = 500;

    /** How often insert and replacement alternate before the caller has to read again. */
    private static final int TRIES = 8;

    private final CollectionHandle place;
    private final Statements statements;
    private final KeyLayout keys;
    private final TombstoneDocuments documents;
    private final LongSupplier fence;

    /**
     * Statements on the tombstones of a type.
     *
     * @param fence the epoch at which their collection is fenced
     */
    TombstoneStatements(CollectionHandle place, Statements statements, KeyLayout keys, LongSupplier fence) {
        this.place = place;
        this.fence = fence;
        this.statements = statements;
        this.keys = keys;
        this.documents = new TombstoneDocuments(keys);
    }

    Optional<LegacyTombstone> read(RecordKey key) {
        return place.decide("read the tombstone of " + key + " in " + place.name(), keys.is(key))
                .map(this::readable);
    }

    /** One by one where reads are linearizable: MongoDB promises that for one document by its {@code _id} only. */
    Map<RecordKey, LegacyTombstone> read(Collection<RecordKey> wanted) {
        if (!place.isLinearizable()) {
            return known(wanted);
        }
        Map<RecordKey, LegacyTombstone> found = new HashMap<>();
        wanted.forEach(key -> read(key).ifPresent(it -> found.put(key, it)));
        return Map.copyOf(found);
    }

    /** Those that a majority has; a later one may be missed. */
    Map<RecordKey, LegacyTombstone> known(Collection<RecordKey> wanted) {
        List<RecordKey> all = List.copyOf(wanted);
        Map<RecordKey, LegacyTombstone> found = new HashMap<>();
        if (all.size() > FEW_KEYS && noneAmong(all)) {
            return found;
        }
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            List<RecordKey> some = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE));
            BsonArray ids = new BsonArray(some.stream().map(keys::id).toList());
            BsonDocument filter = new BsonDocument(KeyLayout.ID, new BsonDocument("$in", ids));
            place.all("read tombstones in " + place.name(), filter, some.size()).stream()
                    .map(this::readable)
                    .forEach(it -> found.put(it.key(), it));
        }
        return Map.copyOf(found);
    }

    /** Keys that follow each other, as those of a backfill do, rarely have a tombstone among them, and one probe of the index shows it. */
    private boolean noneAmong(List<RecordKey> wanted) {
        RecordKey first = Collections.min(wanted);
        RecordKey last = Collections.max(wanted);
        BsonDocument between = first.tenant().equals(last.tenant()) ? keys.between(first, last) : new BsonDocument();
        return place.first("look for tombstones in " + place.name(), between, new BsonDocument(KeyLayout.ID, ONE))
                .isEmpty();
    }

    StepResult insert(LegacyTombstone tombstone) {
        return statements.insert(tombstone.key(), documents.of(tombstone));
    }

    List<StepResult> insertAll(List<LegacyTombstone> tombstones) {
        return statements.many(
                "insert",
                tombstones.stream()
                        .map(it -> {
                            BsonDocument document = documents.of(it);
                            return new Statements.One(it.key(), document, new InsertOneModel<>(document));
                        })
                        .toList());
    }

    /** One that was removed meanwhile is inserted: an intent is valid without a predecessor. */
    List<StepResult> replaceAll(List<LegacyStore.TombstoneReplacement> replacements) {
        ReplaceOptions upsert = place.replacing(true);
        return statements.many(
                "replace",
                replacements.stream()
                        .map(it -> {
                            RecordKey key = it.tombstone().key();
                            BsonDocument document = documents.of(it.tombstone());
                            return new Statements.One(
                                    key,
                                    document,
                                    new ReplaceOneModel<>(documents.exactly(key, it.expected()), document, upsert));
                        })
                        .toList());
    }

    StepResult replace(VersionStamp expected, LegacyTombstone tombstone) {
        return statements.replace(
                tombstone.key(), documents.exactly(tombstone.key(), expected), documents.of(tombstone));
    }

    boolean clearPending(RecordKey key, VersionStamp expected) {
        return statements
                .update(key, documents.exactly(key, expected), withoutPending())
                .isDone();
    }

    List<Boolean> clearAllPending(List<Image.Tombstone> states) {
        return statements.updateEach(withoutPending(), states, it -> documents.exactly(it.key(), it.stamp()));
    }

    private static BsonDocument withoutPending() {
        return new BsonDocument("$unset", new BsonDocument(TombstoneDocuments.PENDING, new BsonString("")));
    }

    StepResult bump(VersionBump bump) {
        BsonDocument filter = documents.exactly(bump.key(), bump.expected());
        if (bump.when() == VersionBump.When.PENDING) {
            filter.append(TombstoneDocuments.PENDING, SyncFields.exists(true));
        }
        BsonDocument fields = new BsonDocument(TombstoneDocuments.VERSION, new BsonInt64(bump.version()))
                .append(TombstoneDocuments.PENDING, new BsonInt64(bump.epoch()));
        return statements.update(bump.key(), filter, new BsonDocument("$set", fields));
    }

    /**
     * The fence rejects an update that keeps a pending flag of an older epoch, and the drain that has to finish such
     * an intent comes
     * after the fence; so the claim raises the epoch of the pending flag to that of the fence.
     */
    boolean claim(RecordKey key, VersionStamp expected, String claimer) {
        BsonDocument filter =
                documents.exactly(key, expected).append(TombstoneDocuments.PENDING, SyncFields.exists(true));
        BsonDocument update =
                new BsonDocument("$set", new BsonDocument(TombstoneDocuments.CLAIMED, new BsonString(claimer)));
        StepResult result = statements.update(key, filter, update);
        for (int tries = 0; tries < TRIES && result instanceof StepResult.Fenced; tries++) {
            // Not by $max: the flag may be that of a cohort which gave the tenant away, whose epochs are no measure for
            // this one's.
            BsonDocument lifted = new BsonDocument(TombstoneDocuments.CLAIMED, new BsonString(claimer))
                    .append(TombstoneDocuments.PENDING, new BsonInt64(fence.getAsLong()));
            result = statements.update(key, filter, new BsonDocument("$set", lifted));
        }
        return result.isDone();
    }

    boolean markExecuted(RecordKey key, VersionStamp expected) {
        BsonDocument update = new BsonDocument("$set", new BsonDocument(TombstoneDocuments.EXECUTED, BsonBoolean.TRUE));
        return statements.update(key, documents.exactly(key, expected), update).isDone();
    }

    /**
     * A single upsert would suffice, but its duplicate key error can be caused by an insert of a lower tombstone (B6).
     */
    StepResult apply(Image.Tombstone image) {
        BsonDocument document = documents.of(LegacyTombstone.replicated(image));
        BsonDocument lower = keys.is(image.key())
                .append(
                        TombstoneDocuments.VERSION,
                        new BsonDocument("$lt", new BsonInt64(image.stamp().version())));
        StepResult result = new StepResult.NoMatch();
        for (int tries = 0; tries < TRIES && result instanceof StepResult.NoMatch; tries++) {
            result = statements.replace(image.key(), lower, document);
            if (result instanceof StepResult.NoMatch) {
                Optional<LegacyTombstone> held = read(image.key());
                if (held.isPresent()
                        && held.get().stamp().version() >= image.stamp().version()) {
                    return result;
                }
                result = statements.insert(image.key(), document);
            }
        }
        return result;
    }

    /** The readable pending tombstones after a key; the others keep the count above zero. */
    List<LegacyTombstone> pending(Optional<RecordKey> after, int limit) {
        BsonDocument filter = ConditionFilters.all(List.of(pending(), keys.behind(after)));
        return place.workList(
                "list pending tombstones in " + place.name(),
                filter,
                keys.order(),
                found -> found.limit(limit).into(new ArrayList<>()).stream()
                        .flatMap(raw -> ifReadable(raw).stream())
                        .toList());
    }

    /** The readable tombstones without a pending flag after a key. */
    List<Image.Tombstone> replicated(Optional<RecordKey> after, int limit) {
        BsonDocument filter = ConditionFilters.all(List.of(notPending(), keys.behind(after)));
        return MongoFaults.guard("list replicated tombstones in " + place.name(), () -> {
            List<Image.Tombstone> found = new ArrayList<>();
            try (MongoCursor<RawBsonDocument> cursor =
                    place.cursor(filter, keys.order(), Optional.empty()).cursor()) {
                while (found.size() < limit && cursor.hasNext()) {
                    ifReadable(cursor.next()).map(LegacyTombstone::image).ifPresent(found::add);
                }
            }
            return List.copyOf(found);
        });
    }

    long remove(Collection<Image.Tombstone> tombstones) {
        List<Image.Tombstone> all = List.copyOf(tombstones);
        long removed = 0;
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            removed += removeBatch(all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)));
        }
        return removed;
    }

    private long removeBatch(List<Image.Tombstone> batch) {
        List<BsonDocument> filters = batch.stream()
                .map(it -> documents
                        .exactly(it.key(), it.stamp())
                        .append(TombstoneDocuments.PENDING, SyncFields.exists(false)))
                .toList();
        return MongoFaults.guard(
                "remove " + batch.size() + " tombstones in " + place.name(), () -> place.deleteEach(filters));
    }

    long pendingCount() {
        return place.countPending(pending());
    }

    long pendingCount(Predicate<String> tenants) {
        return place.countPending(pending(), keys.projection(), raw -> keys.mayBeOf(raw, tenants));
    }

    PendingSample pendingSample(int atMost) {
        return place.sample(pending(), "token", atMost);
    }

    private static BsonDocument notPending() {
        return new BsonDocument(TombstoneDocuments.PENDING, SyncFields.exists(false));
    }

    private static BsonDocument pending() {
        return new BsonDocument(TombstoneDocuments.PENDING, SyncFields.exists(true));
    }

    private Optional<LegacyTombstone> ifReadable(RawBsonDocument raw) {
        try {
            return Optional.of(documents.read(raw));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private LegacyTombstone readable(RawBsonDocument raw) {
        try {
            return documents.read(raw);
        } catch (UnmappableException e) {
            throw new StoreException(
                    Fault.Kind.UNREADABLE,
                    "tried to read the tombstone " + KeyLayout.textOf(raw) + " in " + place.name() + "; "
                            + e.getMessage() + "; correct the document",
                    null);
        }
    }
}
