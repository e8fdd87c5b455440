// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.migration.MigrationReport.Step;

/**
 * A statement that changes at most {@code :batch} rows which it has not changed before, repeated until it changes none. Every
 * batch is a transaction, so that a run that was interrupted has lost nothing and the next one continues.
 */
final class DataMigration {

    private final Connection connection;
    private final MigrationTransaction transaction;
    private final MigrationSettings settings;
    private final LongConsumer progress;

    /** Data migrations on a connection without autocommit; the progress is the number of rows so far. */
    public DataMigration(
            Connection connection,
            MigrationTransaction transaction,
            MigrationSettings settings,
            LongConsumer progress) {
        this.connection = connection;
        this.transaction = transaction;
        this.settings = settings;
        this.progress = progress;
    }

    /** Runs one to its end; nothing if it was run before, or another runner does so meanwhile. */
    public List<Step> run(Migration migration) throws SQLException {
        requireBatch(migration);
        long begun = System.nanoTime();
        long rows = 0;
        for (long batches = 1; ; batches++) {
            requireNotInterrupted(migration, rows);
            transaction.begin();
            if (!transaction.isPending(migration)) {
                connection.rollback();
                return List.of();
            }
            int changed = batch(migration);
            rows += changed;
            if (changed > settings.batchSize()) {
                throw MigrationFailures.broken("data migration " + migration.name() + " changed " + changed
                        + " rows at once, but may change " + settings.batchSize() + "; limit it by :batch");
            }
            if (changed == 0) {
                long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                transaction.record(migration, millis);
                connection.commit();
                return List.of(new Step(migration.name(), migration.category(), rows, batches, millis));
            }
            connection.commit();
            progress.accept(rows);
        }
    }

    private int batch(Migration migration) throws SQLException {
        transaction.enterSchema();
        return new JdbiSql(connection)
                .run(handle -> handle.createUpdate(migration.sql())
                        .bind("batch", settings.batchSize())
                        .execute());
    }

    private static void requireBatch(Migration migration) {
        if (SqlStatements.of(migration.sql()).size() != 1 || !migration.sql().contains(":batch")) {
            throw MigrationFailures.broken("data migration " + migration.name()
                    + " must be one statement with LIMIT :batch, which is repeated until it changes no row");
        }
    }

    private static void requireNotInterrupted(Migration migration, long rows) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException(
                    Fault.Kind.INTERRUPTED,
                    "data migration " + migration.name() + " was interrupted after " + rows
                            + " rows; run it again to continue",
                    null);
        }
    }
}
