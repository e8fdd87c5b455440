// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * A connection, shared by no pooler, on which one runner of a schema at a time builds an index outside transactions.
 *
 * <p>The build of an index waits for every older snapshot, that of a runner which waits for a lock included: runners would wait
 * for each other forever. So a runner asks for the lock of the session again and again instead, and whoever comes later finds
 * the work done. A build that was interrupted leaves an invalid index, which the next run drops.
 */
final class ConcurrentSession {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Connection connection;
    private final String module;
    private final IndexProgress progress;

    ConcurrentSession(Connection connection, String module, IndexProgress progress) {
        this.connection = connection;
        this.module = module;
        this.progress = progress;
    }

    /** What is done while no other runner builds an index of the schema. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Waits for other runners, without a deadline, and does the work in a session that has none. */
    <T> T alone(String what, Work<T> work) throws SQLException {
        connection.setAutoCommit(true);
        execute("SET search_path = \"" + module + "\", pg_temp");
        execute("SET statement_timeout = 0");
        execute("SET lock_timeout = 0");
        try {
            awaitLock(what);
            return work.run();
        } finally {
            connection.setAutoCommit(true);
            execute("SELECT pg_advisory_unlock(" + lock() + ")");
            execute("RESET ALL");
        }
    }

    /**
     * Runs the statement of an index, with its progress.
     *
     * @param what what the statement is of, for messages and progress
     */
    void build(String what, ConcurrentIndex index, String sql) throws SQLException {
        if (index.exists() && isInvalid(index)) {
            execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.name());
        }
        IndexProgress.Watch watch = progress.watch(what, backend());
        try {
            execute(sql);
        } catch (SQLException e) {
            throw MigrationFailures.storeException(module, "running " + what, e);
        } finally {
            watch.close();
        }
        if (index.exists() && isInvalid(index)) {
            throw MigrationFailures.broken("migration " + what + " left index " + index.name() + " of schema " + module
                    + " invalid; run it again, which drops the index first");
        }
    }

    /** Builds an index unless a valid one is there; answers whether it did. */
    boolean buildMissing(String what, ConcurrentIndex index, String sql) throws SQLException {
        boolean isThere = holds("SELECT EXISTS (SELECT FROM pg_index WHERE indisvalid AND indexrelid = to_regclass('"
                + module + "." + index.name() + "'))");
        if (!isThere) {
            build(what, index, sql);
        }
        return !isThere;
    }

    private void awaitLock(String what) throws SQLException {
        while (!holds("SELECT pg_try_advisory_lock(" + lock() + ")")) {
            try {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        Fault.Kind.INTERRUPTED,
                        "migration " + what + " was interrupted while another runner worked on schema " + module
                                + "; nothing was changed",
                        e);
            }
        }
    }

    /** Not the lock of transactions, which the holder of this one takes as well. */
    private long lock() {
        return MigrationTransaction.lockOf(module + "/concurrently");
    }

    private boolean isInvalid(ConcurrentIndex index) throws SQLException {
        return holds("SELECT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid AND indexrelid = to_regclass('" + module
                + "." + index.name() + "'))");
    }

    private int backend() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private boolean holds(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            boolean unused = statement.execute(sql);
        }
    }
}
