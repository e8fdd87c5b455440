// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Statements that prepare a database for what is measured. */
public final class SqlScript {

    private SqlScript() {}

    /** Runs the statements, each in a transaction of its own. */
    public static void run(PostgresDatabase database, List<String> statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                boolean unused = statement.execute(sql);
            }
        }
    }
}
