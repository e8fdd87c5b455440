// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;

/** The table {@code <schema>.schema_migrations}. Uses the transaction of its connection. */
final class MigrationHistory {

    private final JdbiSql sql;
    private final String module;

    /** The history of a module's schema, which need not exist yet. */
    public MigrationHistory(Connection connection, String module) {
        this.sql = new JdbiSql(connection);
        this.module = module;
    }

    private record Applied(String name, String category, String checksum, OffsetDateTime at, String by) {}

    /** Where each of these stands, then those that only the database knows. */
    public List<MigrationStatus> statusOf(Collection<Migration> migrations) throws SQLException {
        Map<String, Applied> applied = applied();
        List<MigrationStatus> all = new ArrayList<>();
        for (Migration migration : migrations) {
            Optional<Applied> run = Optional.ofNullable(applied.remove(migration.name()));
            State state = run.isEmpty()
                    ? State.PENDING
                    : run.get().checksum().equals(migration.checksum()) ? State.APPLIED : State.CHANGED;
            all.add(status(migration.name(), migration.category(), state, run));
        }
        applied.values()
                .forEach(it -> all.add(status(
                        it.name(),
                        MigrationCategory.valueOf(it.category().toUpperCase(Locale.ROOT)),
                        State.UNKNOWN,
                        Optional.of(it))));
        return all;
    }

    /**
     * Those of these that were not run.
     *
     * @throws org.stellaops.persistence.StoreException if one was run and has changed since; the message names it
     */
    public List<Migration> pending(Collection<Migration> migrations) throws SQLException {
        Map<String, Applied> applied = applied();
        for (Migration migration : migrations) {
            Applied run = applied.get(migration.name());
            if (run != null && !run.checksum().equals(migration.checksum())) {
                throw MigrationFailures.broken(MigrationFailures.changed(module, migration.name()));
            }
        }
        return migrations.stream().filter(it -> !applied.containsKey(it.name())).toList();
    }

    /** Whether the schema has no such foundation, or another one. */
    boolean lacks(SchemaFoundation foundation) throws SQLException {
        return !exists()
                || sql.run(handle -> handle.createQuery(
                                "SELECT pg_catalog.obj_description(pg_catalog.to_regnamespace(:schema), 'pg_namespace')"
                                        + " IS DISTINCT FROM :fingerprint")
                        .bind("schema", "\"" + module + "_app\"")
                        .bind("fingerprint", foundation.fingerprint())
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Makes the table if it is absent, on this foundation. */
    void create(SchemaFoundation foundation) throws SQLException {
        sql.run(handle -> handle.execute("""
                CREATE TABLE IF NOT EXISTS %s (
                    migration_name text PRIMARY KEY,
                    category text NOT NULL CHECK (category IN ('startup', 'release', 'seed', 'data')),
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
                    applied_by text NOT NULL,
                    duration_ms bigint NOT NULL
                )""".formatted(table())));
        remember(foundation);
    }

    private void remember(SchemaFoundation foundation) throws SQLException {
        sql.run(handle ->
                handle.execute("COMMENT ON SCHEMA \"" + module + "_app\" IS '" + foundation.fingerprint() + "'"));
    }

    /** Records that a migration was run. */
    void record(Migration migration, long durationMillis) throws SQLException {
        sql.run(handle -> handle.createUpdate("""
                        INSERT INTO %s (migration_name, category, checksum, applied_by, duration_ms)
                        VALUES (:name, :category, :checksum, session_user, :duration)""".formatted(table()))
                .bind("name", migration.name())
                .bind("category", migration.category().text())
                .bind("checksum", migration.checksum())
                .bind("duration", durationMillis)
                .execute());
    }

    private Map<String, Applied> applied() throws SQLException {
        Map<String, Applied> applied = new TreeMap<>();
        if (exists()) {
            sql.run(handle -> handle.createQuery("""
                            SELECT migration_name, category, checksum, applied_at, applied_by
                            FROM %s
                            ORDER BY migration_name""".formatted(table()))
                            .map((row, context) -> new Applied(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getObject(4, OffsetDateTime.class),
                                    row.getString(5)))
                            .list())
                    .forEach(it -> applied.put(it.name(), it));
        }
        return applied;
    }

    private boolean exists() throws SQLException {
        return sql.run(handle -> handle.createQuery("SELECT pg_catalog.to_regclass(:table) IS NOT NULL")
                .bind("table", table())
                .mapTo(Boolean.class)
                .one());
    }

    private String table() {
        return "\"" + module + "\".schema_migrations";
    }

    private static MigrationStatus status(String name, MigrationCategory category, State state, Optional<Applied> run) {
        return new MigrationStatus(name, category, state, run.map(it -> it.at().toInstant()), run.map(Applied::by));
    }
}
