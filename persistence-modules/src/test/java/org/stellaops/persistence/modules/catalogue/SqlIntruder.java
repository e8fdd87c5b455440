// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.testkit.generate.RandomSource;

/** Somebody who sends SQL as the role of the service, and tries to reach what is another tenant's. */
final class SqlIntruder implements AutoCloseable {

    static final int KINDS = 12;

    private static final String REFUSED = "42501";

    private final Connection connection;
    private final EntityType<?> type;

    SqlIntruder(Connection connection, EntityType<?> type) throws SQLException {
        this.connection = connection;
        this.type = type;
        connection.setAutoCommit(false);
    }

    /** What leaked, if something did. Leaves nothing behind. */
    Optional<String> attempt(int kind, RandomSource source, String intruder, String victim) throws SQLException {
        String table = type.module() + "." + source.oneOf(tables());
        String sql = switch (kind) {
            case 0, 7 -> "SELECT count(*) FROM " + table;
            case 1 -> "SELECT count(*) FROM " + table + " WHERE tenant_id = '" + victim + "'";
            case 2 ->
                "SELECT count(*) FROM " + table + " WHERE tenant_id <> '" + intruder + "' OR random() < 2"
                        + " AND tenant_id <> '" + intruder + "'";
            case 3 -> "UPDATE " + table + " SET tenant_id = tenant_id WHERE tenant_id = '" + victim + "'";
            case 4, 8 -> "DELETE FROM " + table + " WHERE tenant_id = '" + victim + "'";
            case 5 -> "UPDATE " + table + " SET tenant_id = '" + victim + "' WHERE tenant_id = '" + intruder + "'";
            case 6, 9 -> "INSERT INTO " + table + " (tenant_id) VALUES ('" + victim + "')";
            case 10 -> "SELECT count(*) FROM " + type.module() + ".sync_state WHERE tenant = '" + victim + "'";
            default -> "SET LOCAL row_security = off; SELECT count(*) FROM " + table;
        };
        boolean withTenant = kind < 7 || kind > 9;
        try {
            assume(withTenant ? intruder : "");
            long reached = run(sql);
            return isAllowed(kind, table, intruder, reached)
                    ? Optional.empty()
                    : Optional.of("SQL, kind " + kind + ": " + intruder + " reached " + reached + " rows of " + table);
        } catch (SQLException e) {
            return REFUSED.equals(e.getSQLState())
                    ? Optional.empty()
                    : Optional.of("SQL, kind " + kind + " on " + table + " failed with " + e.getSQLState());
        } finally {
            connection.rollback();
        }
    }

    /** Its own rows may be seen; whatever needs a tenant, or bypasses the policy, must have been refused before. */
    private boolean isAllowed(int kind, String table, String intruder, long reached) throws SQLException {
        return switch (kind) {
            case 0 -> reached == run("SELECT count(*) FROM " + table + " WHERE tenant_id = '" + intruder + "'");
            case 1, 2, 3, 4, 5, 10 -> reached == 0;
            default -> false;
        };
    }

    private void assume(String tenant) throws SQLException {
        execute("SELECT set_config('role', '" + type.module() + "_app', true)");
        if (!tenant.isEmpty()) {
            execute("SELECT set_config('app.tenant_id', '" + tenant + "', true)");
        }
    }

    private long run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql) && sql.startsWith("SET")) {
                statement.getMoreResults();
            }
            if (statement.getUpdateCount() >= 0) {
                return statement.getUpdateCount();
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>(List.of(type.table()));
        type.fields().forEach(field -> {
            if (field.type() instanceof FieldType.Child it) {
                tables.add(it.table());
            } else if (field.type() instanceof FieldType.ChildValues it) {
                tables.add(it.table());
            }
        });
        return tables;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
