// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;

/**
 * A MongoDB server for tests and demonstrations.
 *
 * <p>The first available of these: the server that the system property or environment variable {@value #GIVEN}
 * names;
 * one in a container, if Docker answers; a stand-in embedded in this process. The stand-in is no MongoDB: it has
 * neither
 * sessions nor write concerns nor replication, and {@link #describe} says so wherever results are shown.
 *
 * <p><b>Threads.</b> Safe for concurrent use, except stopping and starting. <b>Failure.</b> {@link EngineException}.
 */
public abstract class MongoEngine implements AutoCloseable {

    /** Names a server to use, as a connection string. */
    public static final String GIVEN = "PERSISTENCE_TEST_MONGO_URI";

    private static final int DEFAULT_PORT = 27017;

    private final Set<String> made = ConcurrentHashMap.newKeySet();

    MongoEngine() {}

    /** Starts, or finds, a server with the default options. */
    public static MongoEngine start() {
        return start(MongoOptions.defaults());
    }

    /** Starts, or finds, a server. */
    public static MongoEngine start(MongoOptions options) {
        QuietLoggers.silence();
        Optional<String> given = Choice.given(GIVEN);
        if (given.isPresent()) {
            return new GivenMongo(given.get());
        }
        return Choice.dockerAnswers() ? new ContainerMongo() : new EmbeddedMongo(options);
    }

    /**
     * Starts an embedded stand-in, whatever else there is: for tests that stop it, and for what real servers forbid.
     */
    public static MongoEngine startEmbedded(MongoOptions options) {
        QuietLoggers.silence();
        return new EmbeddedMongo(options);
    }

    /** What runs, such as {@code embedded MongoDB stand-in (mongo-java-server 1.47.0)}. */
    public abstract String describe();

    /** How to connect. */
    public abstract String connectionString();

    /** Where it listens; of several servers, the first. */
    public final InetSocketAddress address() {
        List<String> hosts = new ConnectionString(connectionString()).getHosts();
        String[] parts = hosts.get(0).split(":", 2);
        return InetSocketAddress.createUnresolved(
                parts[0], parts.length == 1 ? DEFAULT_PORT : Integer.parseInt(parts[1]));
    }

    /** Whether it is the stand-in and not a real MongoDB. */
    public abstract boolean isStandIn();

    /** Whether this server can be stopped and started again. */
    public abstract boolean isRestartable();

    /** Stops the server at once, all connections with it; its data stays. */
    public abstract void stop();

    /** Starts a stopped server again, on the same port and data. */
    public abstract void startAgain();

    /**
     * Stops the server, if it was started here, and deletes its data, or the databases created on it. Closing twice is
     * harmless.
     */
    @Override
    public abstract void close();

    /** A new, unused database. */
    public final MongoDatabaseName createDatabase() {
        String name = "t_" + UUID.randomUUID().toString().replace("-", "");
        made.add(name);
        return new MongoDatabaseName(connectionString(), name);
    }

    /** Removes every database that was made here and is still there. */
    final void dropDatabases() {
        if (made.isEmpty()) {
            return;
        }
        try (MongoClient client = MongoClients.create(connectionString())) {
            made.forEach(name -> client.getDatabase(name).drop());
        }
        made.clear();
    }

    /** Removes a database. */
    public final void dropDatabase(String name) {
        made.remove(name);
        try (MongoClient client = MongoClients.create(connectionString())) {
            client.getDatabase(name).drop();
        }
    }

    /** The version reported by a real server. */
    final String version() {
        try (MongoClient client = MongoClients.create(connectionString())) {
            return client.getDatabase("admin")
                    .runCommand(new Document("buildInfo", 1))
                    .getString("version");
        }
    }
}
