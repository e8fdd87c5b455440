package org.stellaops.persistence.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.concurrent.atomic.AtomicInteger;

/** The embedded stand-in for MongoDB: one server for all tests, and a fresh database for each. */
public enum Embedded {
    /** As it is. */
    PLAIN("mongo-java-server, a stand-in for MongoDB", new MongoServer(new MemoryBackend())),

    /** With validators, so that fences are strong. */
    VALIDATING("mongo-java-server with validators of our own", new MongoServer(new ValidatingBackend()));

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String engine;
    private final String uri;
    private final MongoClient client;

    Embedded(String engine, MongoServer server) {
        this.engine = engine;
        this.uri = server.bindAndGetConnectionString();
        this.client = MongoClients.create(uri);
    }

    /** What a report calls it. */
    public String engine() {
        return engine;
    }

    /** A client, also for what an application without the library does. */
    public MongoClient client() {
        return client;
    }

    /** The configuration of a database that nobody has used. */
    public MongoConfig fresh() {
        return MongoConfig.of(uri, "db" + DATABASES.incrementAndGet());
    }

    /** A backend of a module in a fresh database. */
    public MongoBackend backend(String module) {
        return MongoBackend.open(fresh(), module);
    }
}
