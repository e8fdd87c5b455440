// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyStore.Unversioned;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/** The statements on the documents of records. */
final class RecordStatements {

    /** How often a state may change between read and statement before the caller has to read again. */
    private static final int COMPARISONS = 8;

    private static final StepResult NO_MATCH = new StepResult.NoMatch();

    private final CollectionHandle place;
    private final Statements statements;
    private final KeyLayout keys;
    private final RecordDocuments documents;
    private final HeldDocument held;

    RecordStatements(
            CollectionHandle place,
            Statements statements,
            KeyLayout keys,
            RecordDocuments documents,
            HeldDocument held) {
        this.held = held;
        this.place = place;
        this.statements = statements;
        this.keys = keys;
        this.documents = documents;
    }

    StepResult insert(Image.Present image, long epoch) {
        SyncFields sync = SyncFields.pending(image.stamp(), image.hash(), epoch);
        return statements.insert(image.key(), documents.of(image, sync));
    }

    StepResult insertProvisional(Image.Present image, LegacyRecord.Provisional by) {
        SyncFields sync = SyncFields.notPending(image.stamp(), image.hash()).withProvisional(Optional.of(by));
        return statements.insert(image.key(), documents.of(image, sync));
    }

    StepResult replace(VersionStamp expected, Image.Present image, long epoch) {
        return statements.replace(
                image.key(), documents.exactly(image.key(), expected), documentOver(expected, image, epoch));
    }

    StepResult replaceHinted(LegacyRecord hint, Image.Present image, long epoch) {
        return statements.replace(image.key(), asRead(hint), documentOver(hint.stamp(), image, epoch));
    }

    private BsonDocument documentOver(VersionStamp expected, Image.Present image, long epoch) {
        SyncFields sync = SyncFields.pending(image.stamp(), image.hash(), epoch);
        return documents.of(image, sync, held.take(image.key(), expected).or(() -> heldOf(image)));
    }

    /** Exactly what was read; a record that was read compared, while it is. */
    private BsonDocument asRead(LegacyRecord read) {
        BsonDocument filter = documents.exactly(read.key(), read.stamp());
        if (read.isCompared()) {
            filter.append(SyncFields.PENDING, SyncFields.exists(false));
        }
        return filter;
    }

    List<StepResult> insertAll(List<Image.Present> images, long epoch) {
        return insertMany(images, it -> SyncFields.pending(it.stamp(), it.hash(), epoch));
    }

    List<StepResult> insertAllProvisional(List<Image.Present> images, LegacyRecord.Provisional by) {
        return insertMany(
                images, it -> SyncFields.notPending(it.stamp(), it.hash()).withProvisional(Optional.of(by)));
    }

    private List<StepResult> insertMany(List<Image.Present> images, Function<Image.Present, SyncFields> sync) {
        return statements.many(
                "insert",
                images.stream()
                        .map(image -> {
                            BsonDocument document = documents.of(image, sync.apply(image));
                            return new Statements.One(image.key(), document, new InsertOneModel<>(document));
                        })
                        .toList());
    }

    /** Over exactly what was read, so that no other form of the filter is needed for {@code provisional}. */
    List<StepResult> updateAllIfLower(List<LegacyStore.Replacement> updates) {
        try {
            return statements.many(
                    "replace", updates.stream().map(this::updateIfLower).toList());
        } finally {
            held.forget();
        }
    }

    private Statements.One updateIfLower(LegacyStore.Replacement update) {
        Image.Present image = update.image();
        VersionStamp over = update.over().stamp();
        BsonDocument filter = documents
                .exactly(image.key(), over)
                .append(SyncFields.PENDING, SyncFields.exists(false))
                .append(SyncFields.PROVISIONAL, SyncFields.exists(false));
        BsonDocument document = documents.of(
                image,
                SyncFields.notPending(image.stamp(), image.hash()),
                held.take(image.key(), over).or(() -> heldOf(image)));
        return new Statements.One(
                image.key(), document, new ReplaceOneModel<>(filter, document, place.replacing(false)));
    }

    List<StepResult> replaceAll(List<LegacyStore.Replacement> replacements, long epoch) {
        try {
            return statements.many(
                    "replace",
                    replacements.stream().map(it -> replacement(it, epoch)).toList());
        } finally {
            held.forget();
        }
    }

    private Statements.One replacement(LegacyStore.Replacement replacement, long epoch) {
        Image.Present image = replacement.image();
        BsonDocument filter = asRead(replacement.over());
        BsonDocument document = documentOver(replacement.over().stamp(), image, epoch);
        ReplaceOptions options = place.replacing(replacement.gone() == LegacyStore.IfGone.INSERT);
        return new Statements.One(image.key(), document, new ReplaceOneModel<>(filter, document, options));
    }

    long deleteAll(List<Image.Tombstone> victims) {
        return statements.deleteMany(victims.stream()
                .map(it -> documents.exactly(it.key(), it.stamp()))
                .toList());
    }

    boolean delete(RecordKey key, VersionStamp expected) {
        return statements.delete(key, documents.exactly(key, expected));
    }

    boolean deleteLower(RecordKey key, long version, Unversioned unversioned) {
        BsonDocument filter = keys.is(key);
        if (unversioned == Unversioned.SPARED) {
            filter.putAll(lowerThan(version));
        } else {
            filter.append("$or", lowerOrUnversioned(version));
        }
        return statements.delete(key, filter);
    }

    void deleteAllLower(List<Image.Tombstone> tombstones) {
        long ignored = statements.deleteMany(tombstones.stream()
                .map(it -> keys.is(it.key())
                        .append("$or", lowerOrUnversioned(it.stamp().version()))
                        .append(SyncFields.PENDING, SyncFields.exists(false)))
                .toList());
    }

    private static BsonArray lowerOrUnversioned(long version) {
        BsonDocument without = new BsonDocument(SyncFields.SYNC, SyncFields.exists(false));
        return new BsonArray(List.of(lowerThan(version), without));
    }

    boolean clearPending(RecordKey key, VersionStamp expected) {
        return statements
                .update(key, documents.exactly(key, expected), unset(SyncFields.PENDING))
                .isDone();
    }

    List<Boolean> clearAllPending(List<Image.Present> states) {
        return statements.updateEach(unset(SyncFields.PENDING), states, it -> documents.exactly(it.key(), it.stamp()));
    }

    boolean confirm(RecordKey key, long version, String attempt) {
        return statements
                .update(key, insertedBy(key, version, attempt), unset(SyncFields.PROVISIONAL))
                .isDone();
    }

    void confirmAll(List<Image.Present> images, String attempt) {
        List<Boolean> ignored = statements.updateEach(
                unset(SyncFields.PROVISIONAL),
                images,
                it -> insertedBy(it.key(), it.stamp().version(), attempt));
    }

    private BsonDocument insertedBy(RecordKey key, long version, String attempt) {
        return keys.is(key)
                .append(SyncFields.VERSION, new BsonInt64(version))
                .append(SyncFields.PROVISIONAL_ATTEMPT, new BsonString(attempt));
    }

    StepResult bump(VersionBump bump) {
        if (bump.expected().isUnversioned()) {
            throw new IllegalArgumentException("record " + bump.key() + " of " + place.name()
                    + " has no version yet: add a version instead of bumping it");
        }
        BsonDocument filter = documents.exactly(bump.key(), bump.expected());
        if (bump.when() == VersionBump.When.PENDING) {
            filter.append(SyncFields.PENDING, SyncFields.exists(true));
        }
        BsonDocument fields = new BsonDocument(SyncFields.VERSION, new BsonInt64(bump.version()))
                .append(SyncFields.PENDING, new BsonInt64(bump.epoch()));
        return statements.update(bump.key(), filter, new BsonDocument("$set", fields));
    }

    StepResult stamp(RecordKey key, VersionStamp given, ContentHash hash, long epoch) {
        BsonDocument sync = SyncFields.pending(given, hash, epoch).toBson();
        BsonDocument update = new BsonDocument("$set", new BsonDocument(SyncFields.SYNC, sync));
        return statements.update(key, documents.exactly(key, VersionStamp.UNVERSIONED), update);
    }

    /*
     * A replacement must keep the member `provisional` if there is one (B8): it belongs to an insert that has
     * not been checked against the tombstone yet, and the cleanup of provisional records finds it only by this member.
     * One pipeline update could copy it inside the server; here it is one of two plain replacements, which every
     * server supports:
     *
     * - for a document without it, a replacement whose filter demands that there is none;
     * - for a document with it, a replacement that writes exactly this value (epoch and attempt) and whose filter
     * demands it.
     *
     * Each is a single conditional statement. If it appears, disappears or changes between read and statement, the
     * statement matches nothing and we read again. So `provisional` is never dropped, and never restored after it was
     * confirmed: an attempt inserts at most once.
     */

    StepResult updateIfLower(Image.Present image) {
        BsonDocument lower = keys.is(image.key());
        lower.putAll(lowerThan(image.stamp().version()));
        lower.append(SyncFields.PENDING, SyncFields.exists(false));
        long version = image.stamp().version();
        StepResult stamped = replaceKeepingProvisional(
                lower,
                held -> held.stamp().version() < version && held.pending().isEmpty(),
                image);
        return stamped instanceof StepResult.NoMatch ? replaceUnversioned(image) : stamped;
    }

    StepResult replaceStaleWrite(VersionStamp staleWrite, Image.Present image) {
        BsonDocument filter = documents.exactly(image.key(), staleWrite);
        filter.append(SyncFields.PENDING, SyncFields.exists(true));
        return replaceKeepingProvisional(
                filter,
                held -> held.stamp().equals(staleWrite) && held.pending().isPresent(),
                image);
    }

    private StepResult replaceUnversioned(Image.Present image) {
        return statements.replace(
                image.key(),
                documents.exactly(image.key(), VersionStamp.UNVERSIONED),
                documents.of(image, SyncFields.notPending(image.stamp(), image.hash()), heldOf(image)));
    }

    /**
     * Replaces the document that the filter matches; {@code matches} decides for a document that was read whether the
     * filter, except for {@code provisional}, would match it.
     */
    private StepResult replaceKeepingProvisional(
            BsonDocument filter, Predicate<SyncFields> matches, Image.Present image) {
        Optional<LegacyRecord.Provisional> pendingFlag = Optional.empty();
        StepResult result = NO_MATCH;
        for (int check = 0; check < COMPARISONS; check++) {
            result = replaceAt(filter, pendingFlag, image);
            if (!(result instanceof StepResult.NoMatch)) {
                return result;
            }
            Optional<SyncFields> held = check(image.key());
            if (held.isEmpty() || held.get().stamp().isUnversioned() || !matches.test(held.get())) {
                return result;
            }
            pendingFlag = held.get().provisional();
        }
        return result;
    }

    private StepResult replaceAt(
            BsonDocument filter, Optional<LegacyRecord.Provisional> pendingFlag, Image.Present image) {
        BsonDocument at = filter.clone();
        pendingFlag.ifPresentOrElse(
                it -> at.append(SyncFields.PROVISIONAL_EPOCH, new BsonInt64(it.epoch()))
                        .append(SyncFields.PROVISIONAL_ATTEMPT, new BsonString(it.attempt())),
                () -> at.append(SyncFields.PROVISIONAL, SyncFields.exists(false)));
        SyncFields sync = SyncFields.notPending(image.stamp(), image.hash()).withProvisional(pendingFlag);
        return statements.replace(image.key(), at, documents.of(image, sync, heldOf(image)));
    }

    /** What is there, for the form of what stays; whether it is still there, the statement decides. */
    private Optional<RawBsonDocument> heldOf(Image.Present image) {
        return place.decide("read " + image.key() + " in " + place.name(), keys.is(image.key()));
    }

    private Optional<SyncFields> check(RecordKey key) {
        String attempt = "read the pending flags of " + key + " in " + place.name();
        return place.decide(attempt, keys.is(key)).map(raw -> pendingFlagsOf(attempt, raw));
    }

    private static SyncFields pendingFlagsOf(String attempt, RawBsonDocument raw) {
        try {
            return RecordDocuments.syncOf(raw);
        } catch (UnmappableException e) {
            throw new StoreException(Fault.Kind.UNREADABLE, "tried to " + attempt + "; " + e.getMessage(), null);
        }
    }

    private static BsonDocument lowerThan(long version) {
        return new BsonDocument(SyncFields.VERSION, new BsonDocument("$lt", new BsonInt64(version)));
    }

    private static BsonDocument unset(String path) {
        return new BsonDocument("$unset", new BsonDocument(path, new BsonString("")));
    }
}
