// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.postgres.migration.MigrationReport.Step;

/**
 * The migrations of a module within one transaction, which the caller began and ends.
 *
 * <p>Not for concurrent use.
 */
public final class MigrationTransaction {

    private static final long GRACE_MILLIS = 5_000;

    private final Connection connection;
    private final Migrations migrations;
    private final MigrationSettings settings;
    private final MigrationHistory history;
    private boolean founded;

    /** Migrations on a connection that is in no transaction yet, or in one that has the lock already. */
    public MigrationTransaction(Connection connection, Migrations migrations, MigrationSettings settings) {
        this.connection = connection;
        this.migrations = migrations;
        this.settings = settings;
        this.history = new MigrationHistory(connection, migrations.module());
    }

    /** Waits until no other runner works on the schema, however long that takes, and makes what every schema has. */
    public void begin() throws SQLException {
        begin(0);
    }

    private void begin(long longestMillis) throws SQLException {
        execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true),"
                + " pg_catalog.set_config('statement_timeout', '" + longestMillis
                + "', true), pg_catalog.set_config('lock_timeout', '0', true),"
                + " pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true)");
        execute("SELECT pg_catalog.pg_advisory_xact_lock(" + lockOf(migrations.module()) + ")");
        execute("SELECT pg_catalog.set_config('lock_timeout', '"
                + settings.lockTimeout().toMillis() + "', true)");
        SchemaFoundation foundation = new SchemaFoundation(migrations.module(), settings.tenantSetting());
        // Replacing a function makes every session plan again, so that it is done only where something differs.
        if (history.lacks(foundation)) {
            for (String statement : foundation.statements()) {
                execute(statement);
            }
            history.create(foundation);
            founded = true;
        }
    }

    /** Whether this transaction made the functions of tenancy, because there were none, or those of another version. */
    public boolean isFounded() {
        return founded;
    }

    /** Begins, and runs what is pending of the start-up and seed migrations. */
    public MigrationReport startup() throws SQLException {
        long limit = settings.startupLimit().toMillis();
        // The server gives up first; this is for one that is silent.
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, limit + GRACE_MILLIS));
        begin(limit);
        long end = System.nanoTime() + settings.startupLimit().toNanos();
        List<Migration> release = pending(EnumSet.of(MigrationCategory.RELEASE));
        if (!release.isEmpty()) {
            throw MigrationFailures.broken("schema " + migrations.module() + " waits for release migration(s) "
                    + release.stream().map(Migration::name).collect(Collectors.joining(", "))
                    + "; run them by command before this version starts");
        }
        List<Migration> pending = pending(EnumSet.of(MigrationCategory.STARTUP, MigrationCategory.SEED));
        requireAllowed(pending);
        List<Step> steps = new ArrayList<>();
        for (Migration migration : pending) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            steps.add(apply(migration, Math.max(1, left)));
        }
        execute("SELECT pg_catalog.set_config('statement_timeout', '" + limit + "', true)");
        return new MigrationReport(migrations.module(), steps);
    }

    /** What start-up would have to change, in words; takes no lock and changes nothing. */
    public List<String> lacking() throws SQLException {
        List<String> lacking = new ArrayList<>();
        if (history.lacks(new SchemaFoundation(migrations.module(), settings.tenantSetting()))) {
            lacking.add("the functions of tenancy of this version");
            return lacking;
        }
        pending(EnumSet.of(MigrationCategory.STARTUP, MigrationCategory.SEED, MigrationCategory.RELEASE))
                .forEach(it -> lacking.add("migration " + it.name()));
        return lacking;
    }

    /** What is pending of these categories. */
    public List<Migration> pending(Set<MigrationCategory> categories) throws SQLException {
        return history.pending(migrations.of(categories));
    }

    /** Whether it was not run. */
    public boolean isPending(Migration migration) throws SQLException {
        return !history.pending(List.of(migration)).isEmpty();
    }

    /** Runs and records one, for as long as it takes. */
    public Step apply(Migration migration) throws SQLException {
        requireAllowed(List.of(migration));
        return apply(
                migration,
                migration.category().runsAtStartup() ? settings.startupLimit().toMillis() : 0);
    }

    /** Records one that was run. */
    void record(Migration migration, long durationMillis) throws SQLException {
        history.record(migration, durationMillis);
    }

    /** Resolves names without a schema in the module's own. */
    void enterSchema() throws SQLException {
        execute("SELECT pg_catalog.set_config('search_path', '\"" + migrations.module() + "\", pg_temp', true)");
    }

    private Step apply(Migration migration, long limitMillis) throws SQLException {
        long begun = System.nanoTime();
        execute("SELECT pg_catalog.set_config('statement_timeout', '" + limitMillis + "', true)");
        enterSchema();
        long rows = script(migration);
        execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)");
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        record(migration, millis);
        return new Step(migration.name(), migration.category(), rows, 1, millis);
    }

    private long script(Migration migration) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            long rows = 0;
            boolean isResult = statement.execute(migration.sql());
            while (isResult || statement.getUpdateCount() >= 0) {
                rows += isResult ? 0 : statement.getUpdateCount();
                isResult = statement.getMoreResults();
            }
            if (migration.category().runsAtStartup() && rows > settings.startupRows()) {
                throw MigrationFailures.broken(
                        "migration " + migration.name() + " of " + migrations.module() + " wrote "
                                + rows + " rows, but may write " + settings.startupRows()
                                + " at start-up; make it a data migration (DM001_name.sql)");
            }
            return rows;
        } catch (SQLException e) {
            throw MigrationFailures.storeException(migrations.module(), "running " + migration.name(), e);
        }
    }

    private static void requireAllowed(List<Migration> pending) {
        List<String> problems = pending.stream()
                .flatMap(it -> StartupRules.problemsOf(it).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw MigrationFailures.broken(problems.size() + " problem(s): " + String.join("; ", problems));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The advisory lock of whoever changes a schema. */
    static long lockOf(String module) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("stellaops.persistence schema " + module).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
