// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.testkit.engine.EngineException;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** The bare PostgreSQL driver: one upsert, prepared, committed by itself. One connection for each caller. */
final class TargetDriver implements Writer, AutoCloseable {

    private static final String TABLE =
            "CREATE TABLE orders (id text PRIMARY KEY, status text, cents bigint, tags text[], note text)";
    private static final String UPSERT = "INSERT INTO orders VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            + " SET status = excluded.status, cents = excluded.cents, tags = excluded.tags, note = excluded.note";

    private final List<Connection> connections = new ArrayList<>();

    TargetDriver(PostgresDatabase database, int callers) {
        try {
            for (int i = 0; i < callers; i++) {
                connections.add(database.connect());
            }
            try (Statement statement = connections.get(0).createStatement()) {
                statement.execute(TABLE);
            }
        } catch (SQLException e) {
            throw new EngineException("preparing the bare driver's table in " + database + " failed", e);
        }
    }

    @Override
    public boolean write(int caller, BenchmarkOrder order) {
        Connection connection = connections.get(caller);
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            upsert.setString(1, order.id());
            upsert.setString(2, order.status());
            upsert.setLong(3, order.number());
            upsert.setArray(4, connection.createArrayOf("text", order.tags().toArray()));
            upsert.setString(5, order.note());
            return upsert.executeUpdate() == 1;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Connection connection : connections) {
            try (connection) {
                connection.clearWarnings();
            } catch (SQLException e) {
                // The server is stopped next, and the connection with it.
            }
        }
    }
}
