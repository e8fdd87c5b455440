// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server, on a connection of its own, how far the build of an index is. A question that fails costs the progress only. */
final class IndexProgress {

    private static final Logger LOG = LoggerFactory.getLogger(IndexProgress.class);
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private static final String ASKED = """
            SELECT phase,
                CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
                CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total
            FROM pg_catalog.pg_stat_progress_create_index
            WHERE pid = ?""";

    private final MigrationRunner.Connections connections;
    private final String module;
    private final Consumer<MigrationProgress> listener;

    IndexProgress(MigrationRunner.Connections connections, String module, Consumer<MigrationProgress> listener) {
        this.connections = connections;
        this.module = module;
        this.listener = listener;
    }

    /** A build that is watched until it is closed. */
    static final class Watch implements AutoCloseable {

        private final ScheduledExecutorService thread;

        private Watch(ScheduledExecutorService thread) {
            this.thread = thread;
        }

        @Override
        public void close() {
            thread.shutdownNow().clear();
            try {
                boolean unused = thread.awaitTermination(LONGEST_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Watch watch(String what, int backend) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread it = new Thread(task, "migration-progress-" + module);
            it.setDaemon(true);
            return it;
        });
        Future<?> unused =
                thread.scheduleWithFixedDelay(() -> report(what, backend), 0, BETWEEN.toNanos(), TimeUnit.NANOSECONDS);
        return new Watch(thread);
    }

    private void report(String what, int backend) {
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(ASKED)) {
            statement.setInt(1, backend);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    listener.accept(
                            new MigrationProgress(module, what, row.getString(1), row.getLong(2), row.getLong(3)));
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug(
                    "the progress of {} of {} is unknown: {}",
                    what,
                    module,
                    e.getClass().getSimpleName());
        }
    }
}
