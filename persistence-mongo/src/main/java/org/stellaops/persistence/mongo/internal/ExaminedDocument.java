// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.Optional;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.ReadingNote;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.StoredDocument;

/** A document with what reading it as its entity type says. */
record ExaminedDocument(
        EntityType<?> type,
        KeyLayout keys,
        RawBsonDocument raw,
        Optional<RecordKey> key,
        Optional<LegacyRecord> record,
        Optional<UnmappableException> problem)
        implements StoredDocument {

    static ExaminedDocument of(EntityType<?> type, KeyLayout keys, RecordDocuments documents, RawBsonDocument raw) {
        try {
            LegacyRecord record = documents.read(raw);
            return new ExaminedDocument(
                    type, keys, raw, Optional.of(record.key()), Optional.of(record), Optional.empty());
        } catch (UnmappableException e) {
            return new ExaminedDocument(type, keys, raw, keyOf(keys, raw), Optional.empty(), Optional.of(e));
        }
    }

    private static Optional<RecordKey> keyOf(KeyLayout keys, RawBsonDocument raw) {
        try {
            return Optional.of(keys.keyOf(raw));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    @Override
    public String id() {
        return key.map(RecordKey::toString).orElseGet(this::rawId);
    }

    @Override
    public String rawId() {
        return KeyLayout.textOf(raw);
    }

    @Override
    public boolean isFoundByKey() {
        return key.filter(it -> !keys.finds(it, raw)).isEmpty();
    }

    @Override
    public List<ReadingNote> notes() {
        return record.map(it -> type.legacyMapping().notes(it.key(), RecordDocuments.membersOf(raw)))
                .orElse(List.of());
    }

    @Override
    public void visit(Visitor visitor) {
        BsonWalk.visit(raw, visitor);
    }
}
