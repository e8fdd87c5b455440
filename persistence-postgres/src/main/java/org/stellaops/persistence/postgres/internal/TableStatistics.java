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

/** Has the server look at what the tables of a type hold. */
final class TableStatistics {

    /** The columns that anybody looks for; of hashes and tokens the server could learn nothing. */
    private static final String STATE_COLUMNS = " (entity, tenant, id, deleted, pending_epoch)";

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
        tables.add(shape.syncState() + STATE_COLUMNS);
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
            boolean unused = statement.execute("ANALYZE " + table);
            return statement.getWarnings() == null;
        }
    }
}
