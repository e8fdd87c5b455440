// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.NamedThreads;
import org.stellaops.persistence.spi.TogetherOnThreads;

/**
 * Has the server look at what the tables of a type hold, in a sample of a few hundred or thousand rows, so that whoever queries them at once
 * is not planned for by guesses. Since the statement names the columns, the server goes on to count the rows as not analysed, and its autovacuum looks at
 * as many as it is configured to within a minute or so, while nobody waits for that.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-analyze.html">ANALYZE</a>
 */
final class TableStatistics {

    /** The columns that anybody looks for; of hashes and tokens the server could learn nothing. */
    private static final String STATE_COLUMNS = "entity, tenant, id, deleted, pending_epoch";

    /**
     * The server looks at 300 rows for each unit of its target: no more rows than a table has pages, since each costs the reading of a page,
     * but for the smallest. Where autovacuum does not come, nothing would replace such statistics.
     */
    private static final String ROUGHLY = """
            SELECT set_config(
                'default_statistics_target',
                CASE WHEN c.relkind = 'r' AND current_setting('autovacuum')::bool AND current_setting('track_counts')::bool
                        AND NOT EXISTS (
                            SELECT FROM pg_options_to_table(c.reloptions) o
                            WHERE o.option_name = 'autovacuum_enabled' AND NOT o.option_value::bool)
                    THEN least(
                        10,
                        greatest(1, pg_relation_size(c.oid) / (300 * current_setting('block_size')::int)),
                        configured.target)
                    ELSE configured.target
                END::text,
                true)
            FROM pg_class c, (SELECT current_setting('default_statistics_target')::int AS target) configured
            WHERE c.oid = %s::regclass
            """;

    /** Statistics of expressions and of several columns are made only where no columns are named. */
    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(a.attname), ', '),
                EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indexprs IS NOT NULL)
                    OR EXISTS (SELECT FROM pg_statistic_ext e WHERE e.stxrelid = t.oid)
            FROM (SELECT ?::regclass AS oid) t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            GROUP BY t.oid
            """;

    /** No more than half of the connections for such work, which others need meanwhile. */
    private static final int MOST_AT_ONCE = 2;

    private final TableSchema shape;
    private final Database database;

    TableStatistics(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    /** The tables that neither of the module's roles may have analysed. */
    List<String> analyze() {
        List<String> tables = new ArrayList<>(List.of(shape.root()));
        shape.children().forEach(it -> tables.add(it.table()));
        tables.add(shape.syncState());
        List<String> left = analyze(Access.MAINTENANCE, tables);
        return left.isEmpty() ? left : analyze(Access.OWNER, left);
    }

    private List<String> analyze(Access access, List<String> tables) {
        int atOnce = Math.max(1, Math.min(MOST_AT_ONCE, database.config().maintenancePoolSize() / 2));
        return new TogetherOnThreads(new NamedThreads("persistence-postgres-analyze"))
                .each(tables, atOnce, it -> analyzed(access, it) ? Optional.<String>empty() : Optional.of(it)).stream()
                        .flatMap(Optional::stream)
                        .toList();
    }

    private boolean analyzed(Access access, String table) {
        return database.transaction(
                access, "analysing " + table, connection -> Outcome.commit(analyze(connection, access, table)));
    }

    /** The server passes over a table without the right to analyse it, with a warning. */
    private boolean analyze(Connection connection, Access access, String table) throws SQLException {
        if (access == Access.MAINTENANCE) {
            database.pipeline(access, "").run(connection);
        }
        try (Statement statement = connection.createStatement()) {
            for (String step :
                    table.equals(shape.syncState()) ? roughly(table, STATE_COLUMNS) : steps(connection, table)) {
                boolean unused = statement.execute(step);
                if (statement.getWarnings() != null) {
                    return false;
                }
            }
            return true;
        }
    }

    private static List<String> steps(Connection connection, String table) throws SQLException {
        try (Pipeline.Answers answers = new Pipeline().add(COLUMNS, table).send(connection)) {
            return answers.rows(
                            row -> row.getBoolean(2) ? List.of("ANALYZE " + table) : roughly(table, row.getString(1)))
                    .get(0);
        }
    }

    private static List<String> roughly(String table, String columns) {
        return List.of(ROUGHLY.formatted(Sql.literal(table)), "ANALYZE " + table + " (" + columns + ")");
    }
}
