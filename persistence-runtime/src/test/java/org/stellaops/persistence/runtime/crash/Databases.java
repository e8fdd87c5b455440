// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * Both engines with the module's databases, the target's in a tablespace that can be filled where that can be had.
 *
 * <p><b>Threads.</b> Safe for concurrent use: an engine is stopped and started by one thread at a time.
 */
final class Databases implements AutoCloseable {

    static final String MONGO_DATABASE = "crash_run";
    private static final String HOST = "localhost";
    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(2);
    private static final int BETWEEN_TRIES_MILLIS = 100;

    private final PostgresEngine postgres =
            PostgresEngine.startEmbedded(PostgresOptions.defaults().with("max_connections", "200"));
    private final MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults());
    private final PostgresDatabase database = postgres.createDatabase("crash_run");
    private final SmallDisk disk = SmallDisk.mount();

    Databases() {
        disk.directory().ifPresent(this::moveDatabase);
    }

    PostgresDatabase target() {
        return database;
    }

    InetSocketAddress legacy() {
        return mongo.address();
    }

    MongoClient legacyClient() {
        return MongoClients.create(mongo.connectionString());
    }

    SmallDisk disk() {
        return disk;
    }

    String describe() {
        return postgres.describe() + " with fsync on; " + mongo.describe();
    }

    /** Kills every process of the server as a power failure would, and starts it on the same data. */
    void killPostgres(long downMillis) throws InterruptedException {
        synchronized (postgres) {
            postgres.kill();
            Thread.sleep(downMillis);
            postgres.startAgain();
        }
    }

    /** Stops the stand-in, which lives in this process and cannot be killed without it, and starts it on the same data. */
    void stopMongo(long downMillis) throws InterruptedException {
        synchronized (mongo) {
            mongo.stop();
            Thread.sleep(downMillis);
            mongo.startAgain();
        }
    }

    /** Starts the server again if somebody else killed it; one that is up but busy with its recovery is left alone. */
    void revivePostgres() {
        synchronized (postgres) {
            try (Socket socket = new Socket(HOST, database.address().getPort())) {
                socket.setTcpNoDelay(true);
            } catch (IOException e) {
                postgres.kill();
                postgres.startAgain();
            }
        }
    }

    @Override
    public void close() {
        try (disk;
                mongo) {
            postgres.close();
        }
    }

    private void moveDatabase(Path directory) {
        try {
            Path place = Files.createDirectory(directory.resolve("tablespace"));
            execute("CREATE TABLESPACE small LOCATION '" + place + "'");
            execute("ALTER DATABASE " + database.name() + " SET TABLESPACE small");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void execute(String sql) {
        PostgresDatabase all = new PostgresDatabase(database.address(), "postgres", database.user(), "");
        try (Connection connection = all.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed", e);
        }
    }

    /** A change of a database behind everyone's back. */
    interface Change {
        void make() throws SQLException;
    }

    /** Makes a change again and again until the server is up and takes it: other faults stop servers meanwhile. */
    void untilDone(Change change) {
        long began = System.nanoTime();
        while (true) {
            try {
                change.make();
                return;
            } catch (SQLException | MongoSocketException | MongoTimeoutException e) {
                if (System.nanoTime() - began > LONGEST_CHANGE.toNanos()) {
                    throw new IllegalStateException("a database has not taken a change for " + LONGEST_CHANGE, e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The state with which the server refuses one row more; empty if it takes it. */
    Optional<String> probeDisk() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean made = statement.execute("CREATE TABLE IF NOT EXISTS public.probe (text text)");
            connection.setAutoCommit(false);
            int rows = statement.executeUpdate("INSERT INTO public.probe SELECT string_agg(md5(i::text), '') FROM"
                    + " generate_series(1, 20000) i");
            connection.rollback();
            return made || rows == 1 ? Optional.empty() : Optional.of("no row");
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getSQLState()));
        }
    }
}
