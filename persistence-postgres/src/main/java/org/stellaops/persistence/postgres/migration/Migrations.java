// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;
import org.stellaops.persistence.spi.MigrationsState;

/**
 * The migrations of one module in the order in which they run.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class Migrations {

    private final String module;
    private final List<Migration> all;

    private Migrations(String module, Collection<Migration> migrations) {
        if (!module.matches("[a-z][a-z0-9_]{0,50}")) {
            throw new IllegalArgumentException(
                    "'" + module + "' is no name of a module: lower-case letters, digits and underscores, at most 51");
        }
        this.module = module;
        this.all = migrations.stream().sorted().toList();
        Set<String> names = new HashSet<>();
        all.stream()
                .map(Migration::name)
                .filter(it -> !names.add(it))
                .findFirst()
                .ifPresent(twice -> {
                    throw new IllegalArgumentException("module " + module + " has two migrations named " + twice);
                });
    }

    /** These migrations. */
    public static Migrations of(String module, Migration... migrations) {
        return new Migrations(module, List.of(migrations));
    }

    /**
     * The files {@code db/<module>/*.sql} of the class path, in folders and jars; none if there is no such folder.
     *
     * @throws IllegalArgumentException if a file is named so that it has no category, or two have one name
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public static Migrations ofModule(String module) {
        List<Migration> found = new ArrayList<>();
        new ClassPathFolder("db/" + module).files(".sql").forEach((name, text) -> found.add(new Migration(name, text)));
        return new Migrations(module, found);
    }

    /** The module, which is also the schema. */
    public String module() {
        return module;
    }

    /** All of them, in order. */
    public List<Migration> all() {
        return all;
    }

    /** Those of these categories, in order. */
    public List<Migration> of(Set<MigrationCategory> categories) {
        return all.stream().filter(it -> categories.contains(it.category())).toList();
    }

    /** Where they stand in a database, by its history; uses the transaction of the connection and changes nothing. */
    public MigrationsState stateIn(Connection connection) throws SQLException {
        List<MigrationStatus> status = new MigrationHistory(connection, module).statusOf(all);
        return new MigrationsState(
                names(status, it -> it.state() == State.APPLIED).size(),
                names(status, it -> isPending(it) && it.category().runsAtStartup()),
                names(status, it -> isPending(it) && it.category() == MigrationCategory.RELEASE),
                names(status, it -> isPending(it) && it.category() == MigrationCategory.DATA),
                names(status, it -> it.state() == State.CHANGED));
    }

    private static boolean isPending(MigrationStatus status) {
        return status.state() == State.PENDING;
    }

    private static List<String> names(List<MigrationStatus> status, Predicate<MigrationStatus> which) {
        return status.stream().filter(which).map(MigrationStatus::name).toList();
    }
}
