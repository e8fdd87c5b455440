// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.postgres.migration.MigrationReport.Step;

/** Runs a {@link ConcurrentIndex} outside a transaction, in a {@link ConcurrentSession}, and records it. */
final class ConcurrentMigration {

    private final Connection connection;
    private final MigrationTransaction transaction;
    private final ConcurrentSession session;

    ConcurrentMigration(
            Connection connection, Migrations migrations, MigrationTransaction transaction, IndexProgress progress) {
        this.connection = connection;
        this.transaction = transaction;
        this.session = new ConcurrentSession(connection, migrations.module(), progress);
    }

    /** Runs one to its end; nothing if it was run before, or another runner does so meanwhile. */
    List<Step> run(Migration migration, ConcurrentIndex index) throws SQLException {
        connection.setAutoCommit(false);
        transaction.begin();
        connection.commit();
        return session.alone(migration.name(), () -> locked(migration, index));
    }

    private List<Step> locked(Migration migration, ConcurrentIndex index) throws SQLException {
        if (!transaction.isPending(migration)) {
            return List.of();
        }
        long begun = System.nanoTime();
        session.build(migration.name(), index, migration.sql());
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        connection.setAutoCommit(false);
        transaction.begin();
        transaction.record(migration, millis);
        connection.commit();
        return List.of(new Step(migration.name(), migration.category(), 0, 1, millis));
    }
}
