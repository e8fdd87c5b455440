// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConnections;
import org.stellaops.persistence.postgres.migration.MigrationReport.Step;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;
import org.stellaops.persistence.postgres.security.SecurityFinding;
import org.stellaops.persistence.postgres.security.SecurityInspection;

/**
 * Brings one module's schema to the state that its migrations describe.
 *
 * <p>Each migration runs once, in a transaction with its row in {@code <schema>.schema_migrations}: after a crash it is either
 * done and recorded, or neither. A data migration commits batch by batch and continues where it was interrupted. An advisory
 * lock that ends with the transaction serialises the runners of a schema, behind poolers too.
 *
 * <pre>{@code
 * MigrationRunner runner = new MigrationRunner(dataSource, Migrations.ofModule("billing"));
 * MigrationReport report = runner.startup();
 * }</pre>
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Blocking.</b> Waits for the database, and for other
 * runners of the schema. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} that names schema and file; what the
 * file did is rolled back.
 */
public final class MigrationRunner {

    private final Connections connections;
    private final Migrations migrations;
    private final MigrationSettings settings;
    private final Consumer<MigrationProgress> progress;

    /** A runner with default settings. The login must own the schema, or be allowed to create it. */
    public MigrationRunner(DataSource dataSource, Migrations migrations) {
        this(dataSource, migrations, MigrationSettings.defaults());
    }

    /** A runner with these settings. */
    public MigrationRunner(DataSource dataSource, Migrations migrations, MigrationSettings settings) {
        this(dataSource::getConnection, migrations, settings, it -> {});
    }

    private MigrationRunner(
            Connections connections,
            Migrations migrations,
            MigrationSettings settings,
            Consumer<MigrationProgress> progress) {
        this.connections = connections;
        this.migrations = migrations;
        this.settings = settings;
        this.progress = progress;
    }

    /** A runner on the database of a configuration, as the owner of the schema, with a connection of its own for each call. */
    public static MigrationRunner of(PostgresConfig config, Migrations migrations) {
        return new MigrationRunner(
                () -> connection(config),
                migrations,
                MigrationSettings.defaults().withTenantSetting(config.tenantSetting()),
                it -> {});
    }

    private static Connection connection(PostgresConfig config) throws SQLException {
        for (SecurityFinding finding : SecurityInspection.ofAddress(config)) {
            if (!config.security().reportedOnly().contains(finding.check())) {
                throw MigrationFailures.broken("nothing was sent to PostgreSQL: " + finding.text());
            }
        }
        return PostgresConnections.open(config, config.owner(), "migrations");
    }

    /**
     * The same runner, which notifies of the progress of data migrations, by the thread that runs them, and of the build of an
     * index, by a thread of its own.
     */
    public MigrationRunner withProgress(Consumer<MigrationProgress> listener) {
        return new MigrationRunner(connections, migrations, settings, listener);
    }

    /** Where each migration stands, also those that only the database knows; changes nothing. */
    public List<MigrationStatus> status() {
        return work(
                "reading the migrations",
                connection -> new MigrationHistory(connection, migrations.module()).statusOf(migrations.all()));
    }

    /**
     * Compares what was run with the files at hand, and the files with the rules of their category; changes nothing.
     *
     * @return a sentence for each problem; empty if there is none
     */
    public List<String> verify() {
        List<String> problems = new ArrayList<>();
        for (MigrationStatus it : status()) {
            if (it.state() == State.CHANGED) {
                problems.add(MigrationFailures.changed(migrations.module(), it.name()));
            } else if (it.state() == State.UNKNOWN) {
                problems.add("migration " + it.name() + " was run on schema " + migrations.module()
                        + " by another version; this one has no such file");
            }
        }
        migrations
                .of(EnumSet.of(MigrationCategory.STARTUP, MigrationCategory.SEED))
                .forEach(it -> problems.addAll(StartupRules.problemsOf(it)));
        migrations.of(EnumSet.of(MigrationCategory.RELEASE, MigrationCategory.DATA)).stream()
                .flatMap(it -> ConcurrentIndex.problemOf(it).stream())
                .forEach(problems::add);
        return problems;
    }

    /** What {@link #run} would run, in order; changes nothing. */
    public List<Migration> plan(Set<MigrationCategory> categories) {
        return work(
                "planning the migrations",
                connection -> new MigrationHistory(connection, migrations.module()).pending(migrations.of(categories)));
    }

    /**
     * Runs what is pending of these categories, in one transaction that is rolled back: the dry run. Leaves out data migrations
     * and those that build or drop an index concurrently, which no transaction allows. Takes the locks that the migrations take.
     */
    public MigrationReport rehearse(Set<MigrationCategory> categories) {
        Set<MigrationCategory> transactional = EnumSet.noneOf(MigrationCategory.class);
        transactional.addAll(categories);
        transactional.remove(MigrationCategory.DATA);
        return work("rehearsing the migrations", connection -> {
            try {
                MigrationTransaction transaction = new MigrationTransaction(connection, migrations, settings);
                transaction.begin();
                List<Step> steps = new ArrayList<>();
                for (Migration migration : transaction.pending(transactional)) {
                    if (ConcurrentIndex.of(migration).isEmpty()) {
                        steps.add(transaction.apply(migration));
                    }
                }
                return new MigrationReport(migrations.module(), steps);
            } finally {
                connection.rollback();
            }
        });
    }

    /**
     * Runs what is pending of the start-up and seed migrations, all of them or none.
     *
     * @throws org.stellaops.persistence.StoreException if a release migration is pending, a file was changed after it had been
     *     run, or a start-up file does what it may not; nothing was run then
     */
    public MigrationReport startup() {
        return work("running the start-up migrations", connection -> {
            MigrationReport report = new MigrationTransaction(connection, migrations, settings).startup();
            connection.commit();
            return report;
        });
    }

    /**
     * Runs what is pending of these categories, each migration in a transaction of its own, a data migration in one for each
     * batch. A release migration that builds or drops an index concurrently runs in none.
     */
    public MigrationReport run(Set<MigrationCategory> categories) {
        List<Step> steps = new ArrayList<>();
        for (Migration migration : plan(categories)) {
            steps.addAll(work("running " + migration.name(), connection -> run(connection, migration)));
        }
        return new MigrationReport(migrations.module(), steps);
    }

    /**
     * Builds those of these indexes that are missing or invalid, one after the other beside the writers of their tables, without a
     * deadline. They are not recorded as migrations.
     *
     * @param wanted statements of the form {@code CREATE INDEX CONCURRENTLY IF NOT EXISTS name ON …}, by the name of the index
     * @return the names of those that were built
     */
    public List<String> buildIndexes(Map<String, String> wanted) {
        List<String> built = new ArrayList<>();
        wanted.forEach((name, sql) -> {
            boolean now = work("building index " + name, connection -> {
                IndexProgress watched = new IndexProgress(connections, migrations.module(), progress);
                ConcurrentSession session = new ConcurrentSession(connection, migrations.module(), watched);
                ConcurrentIndex index = new ConcurrentIndex(name, true);
                return session.alone("of index " + name, () -> session.buildMissing("index " + name, index, sql));
            });
            if (now) {
                built.add(name);
            }
        });
        return built;
    }

    private List<Step> run(Connection connection, Migration migration) throws SQLException {
        MigrationTransaction transaction = new MigrationTransaction(connection, migrations, settings);
        if (migration.category() == MigrationCategory.DATA) {
            return new DataMigration(connection, transaction, settings, progress(migration)).run(migration);
        }
        Optional<ConcurrentIndex> index = ConcurrentIndex.of(migration);
        if (index.isPresent()) {
            IndexProgress watched = new IndexProgress(connections, migrations.module(), progress);
            return new ConcurrentMigration(connection, migrations, transaction, watched).run(migration, index.get());
        }
        transaction.begin();
        // Another runner may have been faster while this one waited for the lock.
        List<Step> steps = transaction.isPending(migration) ? List.of(transaction.apply(migration)) : List.of();
        connection.commit();
        return steps;
    }

    /** Where connections come from. */
    interface Connections {
        Connection open() throws SQLException;
    }

    private LongConsumer progress(Migration migration) {
        return rows -> progress.accept(new MigrationProgress(migrations.module(), migration.name(), "rows", rows, 0));
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T work(String what, Work<T> work) {
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            pinSearchPath(connection);
            return rollingBack(connection, work);
        } catch (SQLException e) {
            throw MigrationFailures.storeException(migrations.module(), what, e);
        }
    }

    /** For the transaction only: behind a pooler the session is the next client's. */
    private static void pinSearchPath(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)");
        }
    }

    private static <T> T rollingBack(Connection connection, Work<T> work) throws SQLException {
        try {
            T done = work.on(connection);
            rollBack(connection);
            return done;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                rollBack(connection);
            } catch (SQLException inRollback) {
                e.addSuppressed(inRollback);
            }
            throw e;
        }
    }

    /** A migration that builds an index concurrently leaves no transaction. */
    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }
}
