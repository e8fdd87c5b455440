// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;

/** Converts between the tombstones of an entity type and their documents. */
final class TombstoneDocuments {

    static final String VERSION = "version";
    static final String TOKEN = "token";
    static final String PENDING = "pending";
    static final String CLAIMED = "claimed";
    static final String EXECUTED = "executed";
    private static final String VICTIM = "victim";

    private final KeyLayout keys;

    TombstoneDocuments(KeyLayout keys) {
        this.keys = keys;
    }

    BsonDocument of(LegacyTombstone tombstone) {
        BsonDocument document = keys.is(tombstone.key());
        document.putAll(SyncFields.stampOf(tombstone.stamp()));
        tombstone.victim().ifPresent(victim -> document.append(VICTIM, SyncFields.stampOf(victim)));
        tombstone.pendingEpoch().ifPresent(epoch -> document.append(PENDING, new BsonInt64(epoch)));
        tombstone.claimedBy().ifPresent(claimer -> document.append(CLAIMED, new BsonString(claimer)));
        if (tombstone.executed()) {
            document.append(EXECUTED, BsonBoolean.TRUE);
        }
        return document;
    }

    /**
     * The tombstone of a document.
     *
     * @throws UnmappableException if the library cannot have written it
     */
    LegacyTombstone read(RawBsonDocument raw) {
        RecordKey key = keys.keyOf(raw);
        var fields = SyncFields.Fields.in("", BsonReading.membersWithout(raw, Set.of(KeyLayout.ID)));
        Optional<VersionStamp> victim =
                fields.find(VICTIM).map(it -> SyncFields.Fields.in(VICTIM, it).stamp());
        return new LegacyTombstone(
                key,
                fields.stamp(),
                victim,
                fields.optionalNumber(PENDING),
                fields.optionalText(CLAIMED),
                BsonBoolean.TRUE.equals(raw.get(EXECUTED)));
    }

    BsonDocument exactly(RecordKey key, VersionStamp expected) {
        String token = expected.token();
        return keys.is(key)
                .append(VERSION, new BsonInt64(expected.version()))
                .append(TOKEN, token == null ? SyncFields.exists(false) : new BsonString(token));
    }
}
