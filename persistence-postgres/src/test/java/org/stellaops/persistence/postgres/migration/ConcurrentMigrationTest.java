// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Indexes are built without a transaction, once, whoever else runs migrations and whatever interrupted an earlier run. */
@ExtendWith(PostgresExtension.class)
class ConcurrentMigrationTest {

    private static final Set<MigrationCategory> RELEASE = EnumSet.of(MigrationCategory.RELEASE);
    private static final Migration BILLS = new Migration(
            "001_bills.sql",
            "CREATE TABLE IF NOT EXISTS billing.bills (id bigint PRIMARY KEY, cents bigint);"
                    + " INSERT INTO bills SELECT n, n % 100 FROM generate_series(1, 5000) n ON CONFLICT DO NOTHING");
    private static final Migration INDEX = new Migration(
            "100_index.sql",
            "-- For the report of the month.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bills_cents ON bills (cents);\n");
    private static final Migration UNIQUE = new Migration(
            "100_index.sql", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx_bills_cents ON bills (cents)");
    private static final Migration DROPPED =
            new Migration("101_drop.sql", "DROP INDEX CONCURRENTLY IF EXISTS idx_bills_cents");

    private TestDatabase database;

    @BeforeEach
    void createDatabase(PostgresEngine engine) {
        database = new TestDatabase(engine.createDatabase("concurrently"));
        assertThat(runner(BILLS).startup().names()).hasSize(1);
    }

    @Test
    void anIndexIsBuiltAndDroppedByCommand() throws SQLException {
        assertThat(runner(BILLS, INDEX).rehearse(RELEASE).steps()).isEmpty();
        assertThat(runner(BILLS, INDEX).run(RELEASE).names()).containsExactly("100_index.sql");
        assertThat(validIndexes()).isEqualTo("1");
        assertThat(runner(BILLS, INDEX).run(RELEASE).steps()).isEmpty();
        assertThat(runner(BILLS, INDEX).startup().steps()).isEmpty();

        assertThat(runner(BILLS, INDEX, DROPPED).run(RELEASE).names()).containsExactly("101_drop.sql");
        assertThat(validIndexes()).isEqualTo("0");
    }

    @Test
    void writersAreNotLockedOutAndTheProgressIsReported() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        ExecutorService thread = Executors.newFixedThreadPool(1);
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            assertThat(statement.executeUpdate("INSERT INTO billing.bills VALUES (10000, 1)"))
                    .isEqualTo(1);
            Future<MigrationReport> running = thread.submit(() -> runner(BILLS, INDEX)
                    .withProgress(it -> {
                        if (it.migration().equals(INDEX.name()) && it.phase().startsWith("waiting for writers")) {
                            waiting.countDown();
                        }
                    })
                    .run(RELEASE));
            // The build waits for the writer, which an ordinary one would lock out.
            assertThat(waiting.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(statement.executeUpdate("INSERT INTO billing.bills VALUES (10001, 2)"))
                    .isEqualTo(1);
            writer.commit();
            assertThat(running.get().names()).containsExactly("100_index.sql");
        } finally {
            thread.shutdownNow();
        }
        assertThat(validIndexes()).isEqualTo("1");
    }

    @Test
    void eightRunnersAtOnceBuildItOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<MigrationReport>> reports = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reports.add(threads.submit(() -> runner(BILLS, INDEX).run(RELEASE)));
            }
            List<String> names = new ArrayList<>();
            for (Future<MigrationReport> report : reports) {
                names.addAll(report.get().names());
            }
            assertThat(names).containsExactly("100_index.sql");
        } finally {
            threads.shutdownNow();
        }
        assertThat(validIndexes()).isEqualTo("1");
    }

    @Test
    void anInvalidIndexOfAnInterruptedRunIsDroppedAndBuiltAgain() throws SQLException {
        assertThatThrownBy(() -> runner(BILLS, UNIQUE).run(RELEASE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("100_index.sql");
        assertThat(database.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("1");
        database.execute("DELETE FROM billing.bills WHERE id > 100");

        assertThat(runner(BILLS, UNIQUE).run(RELEASE).names()).containsExactly("100_index.sql");

        assertThat(validIndexes()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON bills (cents); SELECT 1",
                "CREATE INDEX CONCURRENTLY a ON bills (cents)",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS billing.a ON bills (cents)",
                "REINDEX INDEX CONCURRENTLY a"
            })
    void oneThatCouldNotBeRunAgainIsRejected(String sql) {
        MigrationRunner runner = runner(BILLS, new Migration("100_index.sql", sql));

        assertThat(runner.verify()).singleElement().asString().contains("100_index.sql", "CONCURRENTLY");
        assertThatThrownBy(() -> runner.run(RELEASE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("CONCURRENTLY");
    }

    private String validIndexes() throws SQLException {
        return database.value("SELECT count(*) FROM pg_index WHERE indisvalid"
                + " AND indexrelid = to_regclass('billing.idx_bills_cents')");
    }

    private MigrationRunner runner(Migration... migrations) {
        return new MigrationRunner(database.dataSource(), Migrations.of("billing", migrations));
    }
}
