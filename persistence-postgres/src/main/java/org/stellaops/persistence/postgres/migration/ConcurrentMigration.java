// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.migration.MigrationReport.Step;

/**
 * Runs a {@link ConcurrentIndex} outside a transaction, on a connection that no pooler shares between sessions.
 *
 * <p>The build of an index waits for every older snapshot, that of a runner which waits for a lock included: runners would wait
 * for each other forever. So a runner asks for the lock of the session again and again instead, and whoever comes later finds
 * the migration done. A build that was interrupted leaves an invalid index, which the next run drops.
 */
final class ConcurrentMigration {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Connection connection;
    private final Migrations migrations;
    private final MigrationTransaction transaction;
    private final IndexProgress progress;

    ConcurrentMigration(
            Connection connection, Migrations migrations, MigrationTransaction transaction, IndexProgress progress) {
        this.connection = connection;
        this.migrations = migrations;
        this.transaction = transaction;
        this.progress = progress;
    }

    /** Runs one to its end; nothing if it was run before, or another runner does so meanwhile. */
    List<Step> run(Migration migration, ConcurrentIndex index) throws SQLException {
        connection.setAutoCommit(false);
        transaction.begin();
        connection.commit();
        connection.setAutoCommit(true);
        execute("SET search_path = \"" + migrations.module() + "\", pg_temp");
        execute("SET statement_timeout = 0");
        execute("SET lock_timeout = 0");
        try {
            awaitLock(migration);
            return locked(migration, index);
        } finally {
            connection.setAutoCommit(true);
            execute("SELECT pg_advisory_unlock(" + lock() + ")");
            execute("RESET ALL");
        }
    }

    private List<Step> locked(Migration migration, ConcurrentIndex index) throws SQLException {
        if (!transaction.isPending(migration)) {
            return List.of();
        }
        long begun = System.nanoTime();
        if (index.exists() && isInvalid(index)) {
            execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.name());
        }
        run(migration);
        if (index.exists() && isInvalid(index)) {
            throw MigrationFailures.broken("migration " + migration.name() + " left index " + index.name()
                    + " of schema " + migrations.module() + " invalid; run it again, which drops the index first");
        }
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        connection.setAutoCommit(false);
        transaction.begin();
        transaction.record(migration, millis);
        connection.commit();
        return List.of(new Step(migration.name(), migration.category(), 0, 1, millis));
    }

    private void run(Migration migration) throws SQLException {
        IndexProgress.Watch watch = progress.watch(migration, backend());
        try {
            execute(migration.sql());
        } catch (SQLException e) {
            throw MigrationFailures.storeException(migrations.module(), "running " + migration.name(), e);
        } finally {
            watch.close();
        }
    }

    private void awaitLock(Migration migration) throws SQLException {
        while (!holds("SELECT pg_try_advisory_lock(" + lock() + ")")) {
            try {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        Fault.Kind.INTERRUPTED,
                        "migration " + migration.name() + " was interrupted while another runner worked on schema "
                                + migrations.module() + "; nothing was changed",
                        e);
            }
        }
    }

    /** Not the lock of transactions, which the holder of this one takes as well. */
    private long lock() {
        return MigrationTransaction.lockOf(migrations.module() + "/concurrently");
    }

    private boolean isInvalid(ConcurrentIndex index) throws SQLException {
        return holds("SELECT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid AND indexrelid = to_regclass('"
                + migrations.module() + "." + index.name() + "'))");
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
