// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LeftBehindDocuments;

/** Decisions on documents that cannot be read, in the collection {@code _sync_left_behind}. */
final class MongoLeftBehind implements LeftBehindDocuments {

    static final String COLLECTION = "_sync_left_behind";
    private static final String MODULE = "module";
    private static final String ENTITY = "entity";
    private static final String DOCUMENT = "document";
    private static final int MOST = 100_000;

    private final CollectionHandle place;
    private final String module;

    MongoLeftBehind(MongoDatabase database, CollectionHandle.Reading reading, String module) {
        this.place = CollectionHandle.of(
                database, COLLECTION, "the decisions on unreadable documents of module " + module, reading);
        this.module = module;
    }

    @Override
    public boolean record(LeftBehind decision) {
        BsonDocument document = id(decision.entity(), decision.id())
                .append("problem", new BsonString(decision.problem()))
                .append("reason", new BsonString(decision.reason()))
                .append("decidedBy", new BsonString(decision.decidedBy()))
                .append("decidedAt", new BsonDateTime(decision.decidedAt().toEpochMilli()));
        return MongoFaults.guard(
                "record a decision in " + place.name(),
                () -> place.replaceOrInsert(id(decision.entity(), decision.id()), document));
    }

    @Override
    public boolean withdraw(String entity, String id) {
        return MongoFaults.guard("withdraw a decision from " + place.name(), () -> place.deleteOne(id(entity, id)));
    }

    @Override
    public List<LeftBehind> list(String entity) {
        BsonDocument filter = new BsonDocument(KeyLayout.ID + "." + MODULE, new BsonString(module))
                .append(KeyLayout.ID + "." + ENTITY, new BsonString(entity));
        return place
                .list("list " + place.name(), filter, new BsonDocument(KeyLayout.ID, new BsonInt32(1)), MOST)
                .stream()
                .map(MongoLeftBehind::decision)
                .toList();
    }

    private BsonDocument id(String entity, String id) {
        return new BsonDocument(
                KeyLayout.ID,
                new BsonDocument(MODULE, new BsonString(module))
                        .append(ENTITY, new BsonString(entity))
                        .append(DOCUMENT, new BsonString(id)));
    }

    private static LeftBehind decision(RawBsonDocument raw) {
        BsonDocument id = raw.getDocument(KeyLayout.ID);
        return new LeftBehind(
                id.getString(ENTITY).getValue(),
                id.getString(DOCUMENT).getValue(),
                raw.getString("problem").getValue(),
                raw.getString("reason").getValue(),
                raw.getString("decidedBy").getValue(),
                Instant.ofEpochMilli(raw.getDateTime("decidedAt").getValue()));
    }
}
