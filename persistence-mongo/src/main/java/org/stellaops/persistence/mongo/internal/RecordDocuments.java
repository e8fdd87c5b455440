// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacySelection;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StoredDocument;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Converts between the records of an entity type and their documents. */
final class RecordDocuments {

    private static final Set<String> OWN = Set.of(KeyLayout.ID, SyncFields.SYNC);

    private final EntityType<?> type;
    private final KeyLayout keys;
    private final DocumentOverlay overlay;

    RecordDocuments(EntityType<?> type, KeyLayout keys) {
        this.type = type;
        this.keys = keys;
        this.overlay = new DocumentOverlay(type.legacyMapping().memberOrder());
    }

    /** The document of an image with these fields of the library. */
    BsonDocument of(Image.Present image, SyncFields sync) {
        return of(image.key(), image.content()).append(SyncFields.SYNC, sync.toBson());
    }

    /** The document of an image that replaces the one that is held, of which only what the image changes is another. */
    BsonDocument of(Image.Present image, SyncFields sync, Optional<RawBsonDocument> held) {
        return held.map(it -> over(it, image, sync)).orElseGet(() -> of(image, sync));
    }

    /** The document of a content, as an application without the library would write it. */
    BsonDocument of(RecordKey key, Struct content) {
        BsonDocument document = keys.is(key);
        try {
            document.putAll(overlay.fresh(type.legacyMapping().toDocument(key, content)));
        } catch (UnmappableException e) {
            throw new StoreException(
                    Fault.Kind.REJECTED, "tried to lay out " + key + " of " + type + "; " + e.getMessage(), null);
        }
        return document;
    }

    private BsonDocument over(RawBsonDocument held, Image.Present image, SyncFields sync) {
        Struct members;
        try {
            members = BsonReading.membersWithout(held, OWN);
        } catch (UnmappableException e) {
            return of(image, sync);
        }
        Struct wanted = type.legacyMapping().toDocument(image.key(), image.content(), members);
        BsonDocument document = new BsonDocument(KeyLayout.ID, held.get(KeyLayout.ID));
        document.putAll(overlay.over(held, members, wanted));
        return document.append(SyncFields.SYNC, sync.toBson());
    }

    /**
     * The record of a document.
     *
     * @throws UnmappableException if it cannot be read as the entity type
     */
    LegacyRecord read(RawBsonDocument raw) {
        Optional<PlainDocument> plain = PlainDocument.of(raw);
        return plain.isPresent()
                ? read(keys.keyOf(plain.get()), plain.get().sync(), plain.get().members())
                : read(keys.keyOf(raw), BsonReading.member(raw, SyncFields.SYNC), BsonReading.membersWithout(raw, OWN));
    }

    private LegacyRecord read(RecordKey key, Optional<Value> fields, Struct members) {
        SyncFields sync = fields.map(SyncFields::of).orElse(SyncFields.NONE);
        Struct content = type.legacyMapping().fromDocument(key, members);
        return new LegacyRecord(key, sync.stamp(), content, sync.hash(), sync.pending(), sync.provisional());
    }

    /**
     * Some fields of a document of which the rest may be missing, without version.
     *
     * @throws UnmappableException if these fields, or the key, cannot be read
     */
    StoredRecord read(RawBsonDocument raw, LegacySelection selection) {
        Struct members = BsonReading.membersWithout(raw, OWN);
        return new StoredRecord(keys.keyOf(raw), selection.reading().apply(members), VersionStamp.UNVERSIONED);
    }

    /** The document as a backfill reads it. */
    LegacyScanEntry entry(RawBsonDocument raw) {
        try {
            LegacyRecord record = read(raw);
            return new LegacyScanEntry(record.key().toString(), Optional.of(record), Optional.empty());
        } catch (UnmappableException e) {
            return new LegacyScanEntry(keyText(raw), Optional.empty(), Optional.of(messageOf(e)));
        }
    }

    /** The document as whoever examines the collection sees it. */
    StoredDocument examined(RawBsonDocument raw) {
        return ExaminedDocument.of(type, keys, this, raw);
    }

    /** The members of a document that are not the library's. */
    static Struct membersOf(RawBsonDocument raw) {
        return BsonReading.membersWithout(raw, OWN);
    }

    /** The document as a verification reads it. */
    ScanEntry scanEntry(RawBsonDocument raw) {
        try {
            LegacyRecord record = read(raw);
            boolean pending = record.isPending() || record.provisional().isPresent();
            ContentHash hash = ContentHash.of(record.content());
            return new ScanEntry(
                    record.key(), record.stamp(), Optional.of(hash), record.storedHash(), pending, Optional.empty());
        } catch (UnmappableException e) {
            return unreadable(raw, messageOf(e));
        }
    }

    /** The document as a verification reads it that reads no contents; its content is not looked at. */
    ScanEntry storedEntry(RawBsonDocument raw) {
        return plainEntry(raw).orElseGet(() -> carefulEntry(raw));
    }

    private Optional<ScanEntry> plainEntry(RawBsonDocument raw) {
        return StoredFields.of(raw)
                .flatMap(it -> keys.keyOfText(it.id())
                        .map(key ->
                                new ScanEntry(key, it.stamp(), it.hash(), it.hash(), it.pending(), Optional.empty())));
    }

    private ScanEntry carefulEntry(RawBsonDocument raw) {
        try {
            RecordKey key = keys.keyOf(raw);
            SyncFields sync = syncOf(raw);
            return new ScanEntry(
                    key, sync.stamp(), sync.hash(), sync.hash(), sync.isPendingOrProvisional(), Optional.empty());
        } catch (UnmappableException e) {
            return unreadable(raw, messageOf(e));
        }
    }

    /** Why a document is no record, or would not come back as it is; empty if it is one and would. */
    Optional<UnmappableException> problem(RawBsonDocument raw) {
        try {
            RecordKey key = keys.keyOf(raw);
            Struct members = BsonReading.membersWithout(raw, OWN);
            Struct content = type.legacyMapping().fromDocument(key, members);
            Optional<ContentProblem> refused =
                    type.problemsOfHeld(key, content).stream().findFirst();
            if (refused.isPresent()) {
                return refused.map(it -> new UnmappableException(it.path(), it.reason()));
            }
            Struct written = type.legacyMapping().toDocument(key, content, members);
            return Stream.concat(members.members().keySet().stream(), written.members().keySet().stream())
                    .filter(it -> !members.find(it).equals(written.find(it)))
                    .sorted()
                    .findFirst()
                    .map(it -> new UnmappableException(it, "would not be written as it was read"));
        } catch (UnmappableException e) {
            return Optional.of(e);
        }
    }

    /** The fields of the library in a document; {@link SyncFields#NONE} if it has none. */
    static SyncFields syncOf(RawBsonDocument raw) {
        return BsonReading.member(raw, SyncFields.SYNC).map(SyncFields::of).orElse(SyncFields.NONE);
    }

    /** The text of the key, or of the {@code _id} of a document that has no key. */
    String keyText(RawBsonDocument raw) {
        return keyIn(raw).map(RecordKey::toString).orElseGet(() -> KeyLayout.textOf(raw));
    }

    private ScanEntry unreadable(RawBsonDocument raw, String problem) {
        SyncFields sync = SyncFields.NONE;
        try {
            sync = syncOf(raw);
        } catch (UnmappableException e) {
            // The problem says so; version and pending flags count as missing.
            sync = SyncFields.NONE;
        }
        RecordKey key = keyIn(raw).orElseGet(() -> ScanEntry.standIn(KeyLayout.textOf(raw)));
        return new ScanEntry(
                key, sync.stamp(), Optional.empty(), sync.hash(), sync.isPendingOrProvisional(), Optional.of(problem));
    }

    private Optional<RecordKey> keyIn(RawBsonDocument raw) {
        try {
            return Optional.of(keys.keyOf(raw));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private static String messageOf(UnmappableException problem) {
        return String.valueOf(problem.getMessage());
    }

    /** The stamp under which a statement finds this state. */
    BsonDocument exactly(RecordKey key, VersionStamp expected) {
        BsonDocument filter = keys.is(key);
        String token = expected.token();
        return token == null
                ? filter.append(SyncFields.SYNC, SyncFields.exists(false))
                : filter.append(SyncFields.VERSION, new org.bson.BsonInt64(expected.version()))
                        .append(SyncFields.TOKEN, new org.bson.BsonString(token));
    }
}
