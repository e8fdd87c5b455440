// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Dead letters, in the collection {@code _sync_dead_letters}. The {@code _id} is module, entity type, tenant and id
 * separated by NUL, which none of them contains and which sorts lowest: so the index on {@code _id} has the key order,
 * and no other index is needed.
 */
final class MongoDeadLetters implements DeadLetters {

    static final String COLLECTION = "_sync_dead_letters";
    private static final char BETWEEN = '\0';
    private static final char BEHIND = '\1';
    private static final String VERSION = "version";
    private static final String TOKEN = "token";
    private static final String TRIES = "tries";
    private static final String NEXT = "nextAt";

    private final CollectionHandle place;
    private final String module;

    MongoDeadLetters(MongoDatabase database, CollectionHandle.Reading reading, String module) {
        this.place = CollectionHandle.of(
                database, COLLECTION, "the dead letters of module " + module + " in MongoDB", reading);
        this.module = module;
    }

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<BsonString> ids = keys.stream().map(it -> id(entity, it)).toList();
        BsonDocument filter = new BsonDocument(KeyLayout.ID, new BsonDocument("$in", new BsonArray(ids)));
        Map<RecordKey, RejectedImage> found = new HashMap<>();
        // An outdated read costs at most one try, so reads need not be linearizable.
        place.list("find entries of " + place.name(), filter, new BsonDocument(), ids.size())
                .forEach(it -> found.put(keyOf(it), entry(it)));
        return found;
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        String attempt = "write the entry of " + next.key() + " in " + place.name();
        return expected.map(it -> replace(attempt, it, next)).orElseGet(() -> insert(attempt, next));
    }

    @Override
    public boolean remove(RejectedImage expected) {
        return MongoFaults.guard(
                "remove the entry of " + expected.key() + " from " + place.name(),
                () -> place.deleteOne(exactly(expected)));
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        BsonString from = after.map(it -> id(entity, it)).orElseGet(() -> new BsonString(module + BETWEEN + entity));
        BsonDocument filter = new BsonDocument(
                KeyLayout.ID,
                new BsonDocument("$gt", from).append("$lt", new BsonString(module + BETWEEN + entity + BEHIND)));
        if (which == Which.DEAD) {
            filter.append(NEXT, BsonNull.VALUE);
        }
        return place
                .list("list " + place.name(), filter, new BsonDocument(KeyLayout.ID, new BsonInt32(1)), limit)
                .stream()
                .map(MongoDeadLetters::entry)
                .toList();
    }

    @Override
    public long count(String entity, int atMost) {
        String prefix = module + BETWEEN + entity;
        BsonDocument filter = new BsonDocument(
                        KeyLayout.ID,
                        new BsonDocument("$gt", new BsonString(prefix + BETWEEN))
                                .append("$lt", new BsonString(prefix + BEHIND)))
                .append(NEXT, BsonNull.VALUE);
        return place.count(filter, atMost);
    }

    private boolean insert(String attempt, RejectedImage next) {
        SentCommands.reset();
        try {
            return place.insertOne(document(next));
        } catch (MongoException e) {
            if (e.getCode() == MongoFaults.DUPLICATE_KEY) {
                return false;
            }
            throw MongoFaults.of(attempt, e);
        }
    }

    private boolean replace(String attempt, RejectedImage expected, RejectedImage next) {
        return MongoFaults.guard(attempt, () -> place.replaceOne(exactly(expected), document(next)));
    }

    private BsonString id(String entity, RecordKey key) {
        return new BsonString(module + BETWEEN + entity + BETWEEN + key.tenantOrEmpty() + BETWEEN + key.id());
    }

    private BsonDocument exactly(RejectedImage expected) {
        return new BsonDocument(KeyLayout.ID, id(expected.entity(), expected.key()))
                .append(VERSION, new BsonInt64(expected.stamp().version()))
                .append(TOKEN, tokenOf(expected.stamp()))
                .append(TRIES, new BsonInt32(expected.tries()));
    }

    private BsonDocument document(RejectedImage it) {
        return new BsonDocument(KeyLayout.ID, id(it.entity(), it.key()))
                .append("module", new BsonString(module))
                .append("entity", new BsonString(it.entity()))
                .append("tenant", new BsonString(it.key().tenantOrEmpty()))
                .append("id", new BsonString(it.key().id()))
                .append(VERSION, new BsonInt64(it.stamp().version()))
                .append(TOKEN, tokenOf(it.stamp()))
                .append("reason", new BsonString(it.reason()))
                .append(TRIES, new BsonInt32(it.tries()))
                .append("firstAt", date(it.firstAt()))
                .append("lastAt", date(it.lastAt()))
                .append(NEXT, it.nextAt().<BsonValue>map(MongoDeadLetters::date).orElse(BsonNull.VALUE));
    }

    private static RejectedImage entry(BsonDocument it) {
        BsonValue token = Objects.requireNonNullElse(it.get(TOKEN), BsonNull.VALUE);
        BsonValue next = Objects.requireNonNullElse(it.get(NEXT), BsonNull.VALUE);
        return new RejectedImage(
                it.getString("entity").getValue(),
                keyOf(it),
                new VersionStamp(
                        it.getNumber(VERSION).longValue(),
                        token.isString() ? token.asString().getValue() : null),
                it.getString("reason").getValue(),
                it.getNumber(TRIES).intValue(),
                instant(it.getDateTime("firstAt")),
                instant(it.getDateTime("lastAt")),
                next.isDateTime() ? Optional.of(instant(next.asDateTime())) : Optional.empty());
    }

    private static RecordKey keyOf(BsonDocument it) {
        String tenant = it.getString("tenant").getValue();
        String id = it.getString("id").getValue();
        return tenant.isEmpty() ? RecordKey.global(id) : RecordKey.of(tenant, id);
    }

    private static BsonValue tokenOf(VersionStamp stamp) {
        String token = stamp.token();
        return token == null ? BsonNull.VALUE : new BsonString(token);
    }

    private static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }

    private static Instant instant(BsonDateTime date) {
        return Instant.ofEpochMilli(date.getValue());
    }
}
