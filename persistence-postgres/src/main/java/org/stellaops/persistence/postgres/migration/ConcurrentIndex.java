// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.persistence.StoreException;

/**
 * A statement that builds or drops an index without locking out the writers of its table. The server refuses it in a
 * transaction, so that such a migration holds nothing else.
 *
 * @param name the index, in the module's schema
 * @param exists whether it exists afterwards
 */
record ConcurrentIndex(String name, boolean exists) {

    private static final Pattern ANY = Pattern.compile(".*\\bCONCURRENTLY\\b.*", Pattern.DOTALL);
    private static final Pattern CREATE = Pattern.compile(
            "\\s*CREATE\\s+(UNIQUE\\s+)?INDEX\\s+CONCURRENTLY\\s+IF\\s+NOT\\s+EXISTS\\s+(?<name>[a-z_][a-z0-9_]*)\\s+ON\\s.*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern DROP = Pattern.compile(
            "\\s*DROP\\s+INDEX\\s+CONCURRENTLY\\s+IF\\s+EXISTS\\s+(?<name>[a-z_][a-z0-9_]*)\\s*;?\\s*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT_LINES = Pattern.compile("(?m)^\\s*--.*$");

    /**
     * What a migration does to an index; empty if it does nothing concurrently.
     *
     * @throws StoreException if it does, but not as a release migration of this one statement
     */
    static Optional<ConcurrentIndex> of(Migration migration) {
        List<SqlStatements.Statement> statements = SqlStatements.of(migration.sql());
        if (statements.stream().noneMatch(it -> ANY.matcher(it.words()).matches())) {
            return Optional.empty();
        }
        Optional<ConcurrentIndex> index = statements.size() == 1 ? parsed(migration.sql()) : Optional.empty();
        if (index.isEmpty() || migration.category() != MigrationCategory.RELEASE) {
            throw MigrationFailures.broken("migration " + migration.name()
                    + " works CONCURRENTLY, which no transaction allows: make it a release migration (100 to 199) of one"
                    + " statement, CREATE INDEX CONCURRENTLY IF NOT EXISTS name ON … or DROP INDEX CONCURRENTLY IF EXISTS"
                    + " name, the name without a schema");
        }
        return index;
    }

    /** What is wrong with a migration that does something concurrently. */
    static Optional<String> problemOf(Migration migration) {
        try {
            Optional<ConcurrentIndex> unused = of(migration);
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static Optional<ConcurrentIndex> parsed(String sql) {
        String statement = COMMENT_LINES.matcher(sql).replaceAll("");
        Matcher create = CREATE.matcher(statement);
        if (create.matches()) {
            return Optional.of(new ConcurrentIndex(create.group("name"), true));
        }
        Matcher drop = DROP.matcher(statement);
        return drop.matches() ? Optional.of(new ConcurrentIndex(drop.group("name"), false)) : Optional.empty();
    }
}
