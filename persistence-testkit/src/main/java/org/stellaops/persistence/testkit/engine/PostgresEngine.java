// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL server for tests and demonstrations.
 *
 * <p>The first available of these: the server that the system property or environment variable {@value #GIVEN}
 * names;
 * one in a container, if Docker answers; one embedded in this process's temporary directory.
 *
 * <p><b>Threads.</b> Databases may be made by many threads at once; stopping and starting is for one. <b>Blocking.</b>
 * Starting takes a second or two. <b>Failure.</b> {@link EngineException}.
 */
public abstract class PostgresEngine implements AutoCloseable {

    /** Names a server to use, as {@code jdbc:postgresql://host:port/database?user=…&password=…}. */
    public static final String GIVEN = "PERSISTENCE_TEST_POSTGRES_URL";

    private static final int LONGEST_PREFIX = 30;

    private final Set<PostgresDatabase> made = ConcurrentHashMap.newKeySet();

    PostgresEngine() {}

    /** Starts, or finds, a server with the default options. */
    public static PostgresEngine start() {
        return start(PostgresOptions.defaults());
    }

    /** Starts, or finds, a server. */
    public static PostgresEngine start(PostgresOptions options) {
        QuietLoggers.silence();
        var given = Choice.given(GIVEN);
        if (given.isPresent()) {
            return new GivenPostgres(given.get());
        }
        return Choice.dockerAnswers() ? new ContainerPostgres() : new EmbeddedPostgresEngine(options);
    }

    /** Starts an embedded server, whatever else there is: for tests that stop and kill it. */
    public static PostgresEngine startEmbedded(PostgresOptions options) {
        QuietLoggers.silence();
        return new EmbeddedPostgresEngine(options);
    }

    /** What runs, such as {@code embedded PostgreSQL 18.6 (zonky)}. */
    public final String describe() {
        return describe(version());
    }

    /** Where it listens. */
    public final InetSocketAddress address() {
        return administration().address();
    }

    /** Creates a new, empty database with this name prefix. */
    public final PostgresDatabase createDatabase(String prefix) {
        return create(prefix, "");
    }

    /** Creates a new database as a copy of another one, which must have no connections. */
    public final PostgresDatabase createDatabase(String prefix, PostgresDatabase template) {
        return create(prefix, " TEMPLATE " + template.name());
    }

    private PostgresDatabase create(String prefix, String template) {
        String plain = prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String name = "t_" + plain.substring(0, Math.min(plain.length(), LONGEST_PREFIX)) + "_"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        execute("CREATE DATABASE " + name + template);
        PostgresDatabase owner = administration();
        PostgresDatabase database = new PostgresDatabase(owner.address(), name, owner.user(), owner.password());
        made.add(database);
        return database;
    }

    /** Removes a database that {@link #createDatabase} made, and everyone who is connected to it. */
    public final void dropDatabase(PostgresDatabase database) {
        execute("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
        made.remove(database);
    }

    /** Removes every database that was made here and is still there. */
    final void dropDatabases() {
        List.copyOf(made).forEach(this::dropDatabase);
    }

    /** Whether this server can be stopped, killed and started again. */
    public abstract boolean isRestartable();

    /** Stops the server in good order; its data stays. */
    public abstract void stop();

    /** Kills the server as a power failure would. */
    public abstract void kill();

    /** Starts a stopped or killed server again, on the same port and data. */
    public abstract void startAgain();

    /**
     * Stops the server, if it was started here, and deletes its temporary data, or the databases created on it.
     * Closing twice is harmless.
     */
    @Override
    public abstract void close();

    /** The database to which a connection can always be made. */
    abstract PostgresDatabase administration();

    abstract String describe(String version);

    private String version() {
        try (Connection connection = administration().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW server_version")) {
            return result.next() ? result.getString(1).split(" ", 2)[0] : "?";
        } catch (SQLException e) {
            throw new EngineException("asking " + administration() + " for its version failed", e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = administration().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new EngineException(sql + " on " + administration() + " failed", e);
        }
    }
}
