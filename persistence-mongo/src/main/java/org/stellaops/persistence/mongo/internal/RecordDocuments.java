package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Between the records of an entity type and their documents. */
final class RecordDocuments {

    private static final Set<String> OWN = Set.of(KeyLayout.ID, SyncFields.SYNC);

    private final EntityType<?> type;
    private final KeyLayout keys;

    RecordDocuments(EntityType<?> type, KeyLayout keys) {
        this.type = type;
        this.keys = keys;
    }

    /** The document of an image with these fields of the library. */
    BsonDocument of(Image.Present image, SyncFields sync) {
        return of(image.key(), image.content()).append(SyncFields.SYNC, sync.toBson());
    }

    /** The document of a content, as an application without the library would write it. */
    BsonDocument of(RecordKey key, Struct content) {
        BsonDocument document = keys.is(key);
        try {
            document.putAll(BsonWriting.document(type.legacyMapping().toDocument(key, content)));
        } catch (UnmappableException e) {
            throw new StoreException(
                    Fault.Kind.REJECTED, "tried to lay out " + key + " of " + type + "; " + e.getMessage(), null);
        }
        return document;
    }

    /**
     * The record of a document.
     *
     * @throws UnmappableException if it cannot be read as the entity type says
     */
    LegacyRecord read(RawBsonDocument raw) {
        RecordKey key = keys.keyOf(raw);
        SyncFields sync = syncOf(raw);
        Struct content = type.legacyMapping().fromDocument(key, BsonReading.membersWithout(raw, OWN));
        return new LegacyRecord(key, sync.stamp(), content, sync.hash(), sync.pending(), sync.provisional());
    }

    /** The document as a backfill meets it. */
    LegacyScanEntry entry(RawBsonDocument raw) {
        try {
            LegacyRecord record = read(raw);
            return new LegacyScanEntry(record.key().toString(), Optional.of(record), Optional.empty());
        } catch (UnmappableException e) {
            return new LegacyScanEntry(keyText(raw), Optional.empty(), Optional.of(messageOf(e)));
        }
    }

    /** The document as a verification meets it. */
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
            // Then the problem says so, and version and pending flags are as good as missing.
            sync = SyncFields.NONE;
        }
        RecordKey key = keyIn(raw).orElseGet(() -> standIn(KeyLayout.textOf(raw)));
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

    /** A report must be able to name a document whose {@code _id} is no key. */
    private static RecordKey standIn(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return RecordKey.global(printable.substring(0, Math.min(printable.length(), RecordKey.LONGEST_ID)));
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
