// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Writes and reads legacy documents with MongoDB's driver alone, as services did that did not know this library. */
final class GeneratedDocuments implements AutoCloseable {

    private static final int BATCH = 500;

    private final MongoClient client;
    private final MongoDatabaseName database;

    GeneratedDocuments(MongoDatabaseName database) {
        this.client = MongoClients.create(database.connectionString());
        this.database = database;
    }

    void insert(EntityType<?> type, List<DocumentGenerator.Generated> records) {
        MongoCollection<BsonDocument> collection = collection(type);
        for (int from = 0; from < records.size(); from += BATCH) {
            List<BsonDocument> batch = new ArrayList<>();
            records.subList(from, Math.min(records.size(), from + BATCH)).forEach(it -> batch.add(document(type, it)));
            collection.insertMany(batch);
        }
    }

    long count(EntityType<?> type) {
        return collection(type).countDocuments();
    }

    private MongoCollection<BsonDocument> collection(EntityType<?> type) {
        return client.getDatabase(database.name()).getCollection(type.collection(), BsonDocument.class);
    }

    static BsonDocument document(EntityType<?> type, DocumentGenerator.Generated record) {
        BsonDocument document = new BsonDocument("_id", id(type.legacyMapping().toId(record.key())));
        document.putAll((BsonDocument) bson(type.legacyMapping().toDocument(record.key(), record.content())));
        return document;
    }

    /** The members of an id have an order in MongoDB: first the tenant, as in the prefix of an index. */
    private static BsonValue id(Value id) {
        return id instanceof Struct it
                ? new BsonDocument("tenant", bson(it.find("tenant").orElseThrow()))
                        .append("id", bson(it.find("id").orElseThrow()))
                : bson(id);
    }

    private static BsonValue bson(Value value) {
        if (value instanceof Struct it) {
            BsonDocument document = new BsonDocument();
            it.members().forEach((name, member) -> document.put(name, bson(member)));
            return document;
        } else if (value instanceof Value.Items it) {
            return new BsonArray(
                    it.values().stream().map(GeneratedDocuments::bson).toList());
        }
        return scalar(value);
    }

    private static BsonValue scalar(Value value) {
        if (value instanceof Value.Text it) {
            return new BsonString(it.value());
        } else if (value instanceof Value.Int32 it) {
            return new BsonInt32(it.value());
        } else if (value instanceof Value.Int64 it) {
            return new BsonInt64(it.value());
        } else if (value instanceof Value.Real it) {
            return new BsonDouble(it.value());
        } else if (value instanceof Value.Decimal it) {
            return new BsonDecimal128(new Decimal128(it.value()));
        } else if (value instanceof Value.Bool it) {
            return BsonBoolean.valueOf(it.value());
        } else if (value instanceof Value.Moment it) {
            return new BsonDateTime(it.value().toEpochMilli());
        } else if (value instanceof Value.Uuid it) {
            return new BsonBinary(it.value());
        } else if (value instanceof Value.Oid it) {
            return new BsonObjectId(new ObjectId(it.hex()));
        } else if (value instanceof Value.Bytes it) {
            return new BsonBinary((byte) it.subtype(), it.value());
        } else if (value instanceof Value.Null) {
            return BsonNull.VALUE;
        }
        throw new IllegalArgumentException("no BSON for a " + value.getClass().getSimpleName());
    }

    @Override
    public void close() {
        client.close();
    }
}
