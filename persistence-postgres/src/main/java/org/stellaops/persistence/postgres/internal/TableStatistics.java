// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;

/** Has the server look at what the tables of a type hold. */
final class TableStatistics {

    /** The columns that anybody looks for; of hashes and tokens the server could learn nothing. */
    private static final String STATE_COLUMNS = " (entity, tenant, id, deleted, pending_epoch)";

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
        List<String> left = new ArrayList<>();
        for (String table : tables) {
            boolean done = database.transaction(
                    access, "analysing " + table, connection -> Outcome.commit(analyze(connection, access, table)));
            if (!done) {
                left.add(table);
            }
        }
        return left;
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
