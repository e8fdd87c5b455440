// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What start-up and seed migrations may do: only what a former version of the service can live with, and only so that a second
 * run does no harm.
 */
final class StartupRules {

    private static final String ABSENT = "(TABLE|INDEX|UNIQUE INDEX|SCHEMA|SEQUENCE|EXTENSION) IF NOT EXISTS ";

    private static final List<Pattern> STARTUP = patterns(
            "CREATE " + ABSENT + ".*",
            "CREATE (OR REPLACE )?(FUNCTION|PROCEDURE|VIEW|TRIGGER) .*",
            "CREATE (STATISTICS IF NOT EXISTS|TYPE|DOMAIN|POLICY) .*",
            "ALTER TABLE (IF EXISTS )?(ONLY )?\\S+ ADD COLUMN IF NOT EXISTS .*",
            "ALTER TABLE (IF EXISTS )?(ONLY )?\\S+ ADD CONSTRAINT .* NOT VALID",
            "ALTER TABLE (IF EXISTS )?(ONLY )?\\S+ (ENABLE|FORCE) ROW LEVEL SECURITY",
            "ALTER TABLE (IF EXISTS )?(ONLY )?\\S+ SET \\(.*\\)",
            "ALTER TABLE (IF EXISTS )?(ONLY )?\\S+ ALTER COLUMN \\S+ SET (STATISTICS|DEFAULT|STORAGE) .*",
            "COMMENT ON .*",
            "GRANT .*",
            "SELECT .*",
            "DO .*",
            "INSERT INTO .* ON CONFLICT.* DO NOTHING");

    private static final List<Pattern> SEED = patterns("INSERT INTO .* ON CONFLICT.* DO NOTHING", "SELECT .*");

    private static final Pattern REQUIRED_COLUMN = Pattern.compile(".* ADD COLUMN IF NOT EXISTS .* NOT NULL.*");
    private static final Pattern HAS_VALUE = Pattern.compile(".*\\b(DEFAULT|GENERATED)\\b.*");
    private static final Pattern IN_DO_BLOCK =
            Pattern.compile("\\b(DROP|TRUNCATE|DELETE|UPDATE|RENAME|SET DATA TYPE|SET NOT NULL|TYPE)\\b");
    private static final int SHOWN = 70;

    private StartupRules() {}

    /** A sentence for each statement that the migration's category forbids; empty for other categories. */
    public static List<String> problemsOf(Migration migration) {
        List<String> problems = new ArrayList<>();
        if (migration.category().runsAtStartup()) {
            List<Pattern> allowed = migration.category() == MigrationCategory.SEED ? SEED : STARTUP;
            for (SqlStatements.Statement statement : SqlStatements.of(migration.sql())) {
                problemOf(statement, allowed)
                        .ifPresent(it -> problems.add(
                                "migration " + migration.name() + ": " + it + ": " + shown(statement.words())));
            }
        }
        return problems;
    }

    private static Optional<String> problemOf(SqlStatements.Statement statement, List<Pattern> allowed) {
        String words = statement.words();
        if (allowed.stream().noneMatch(it -> it.matcher(words).matches())) {
            return Optional.of(
                    "is not allowed here: it must only add what is absent, and rows with ON CONFLICT DO NOTHING;"
                            + " put it into a release migration (100 to 199)");
        }
        if (REQUIRED_COLUMN.matcher(words).matches()
                && !HAS_VALUE.matcher(words).matches()) {
            return Optional.of("adds a column that is NOT NULL without a default");
        }
        if (words.startsWith("DO ")
                && statement.bodies().stream()
                        .anyMatch(it ->
                                IN_DO_BLOCK.matcher(it.toUpperCase(Locale.ROOT)).find())) {
            return Optional.of("runs a block that drops, changes or removes something");
        }
        return Optional.empty();
    }

    private static String shown(String words) {
        return words.length() > SHOWN ? words.substring(0, SHOWN) + "…" : words;
    }

    private static List<Pattern> patterns(String... texts) {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : texts) {
            patterns.add(Pattern.compile(text, Pattern.DOTALL));
        }
        return List.copyOf(patterns);
    }
}
