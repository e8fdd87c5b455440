// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.testkit.contract.UnversionedWriter;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;

/** One server for all tests of this module, and a fresh database for each that asks. */
public enum TestServer {
    /** The server that is given, or a container, or the stand-in: with validators, so that fences are strong. */
    DEFAULT(MongoEngine.start()),

    /** The stand-in as one without the right to {@code collMod} sees a server. */
    WITHOUT_VALIDATORS(MongoEngine.startEmbedded(MongoOptions.defaults().withoutValidators()));

    private final MongoEngine engine;
    private final String description;
    private final MongoClient client;
    private final Map<MongoBackend, String> databases = new ConcurrentHashMap<>();

    TestServer(MongoEngine engine) {
        this.engine = engine;
        this.description = engine.describe();
        this.client = MongoClients.create(engine.connectionString());
        System.out.println("engine: " + description);
    }

    /** What a report calls it. */
    public String engine() {
        return description;
    }

    /** What the stand-in is excused from; MongoDB itself is excused from nothing. */
    Map<String, String> excused(Map<String, String> standIn) {
        return engine.isStandIn() ? standIn : Map.of();
    }

    /** A client, also for what an application without the library does. */
    public MongoClient client() {
        return client;
    }

    /** The configuration of a database that nobody has used. */
    public MongoConfig fresh() {
        MongoDatabaseName database = database();
        return MongoConfig.of(database.connectionString(), database.name());
    }

    /** A database that nobody has used. */
    MongoDatabaseName database() {
        return engine.createDatabase();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return engine.address();
    }

    /** A backend of a module in a fresh database. */
    public MongoBackend backend(String module) {
        MongoConfig config = fresh();
        MongoBackend backend = MongoBackend.open(config, module);
        databases.put(backend, config.database());
        return backend;
    }

    /** Who writes with the driver alone into the database of a backend that {@link #backend} answered. */
    UnversionedWriter bypassing(MongoBackend backend, EntityType<?> type) {
        return bypassing(Objects.requireNonNull(databases.get(backend)), type);
    }

    /** Who writes with the driver alone into a database. */
    UnversionedWriter bypassing(String database, EntityType<?> type) {
        LegacyDocuments documents = LegacyDocuments.of(type);
        MongoCollection<BsonDocument> collection =
                client.getDatabase(database).getCollection(documents.collection(), BsonDocument.class);
        return (key, content) -> collection.replaceOne(
                documents.filter(key), documents.document(key, content), new ReplaceOptions().upsert(true));
    }
}
