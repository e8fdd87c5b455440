// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The roles of a module on a server. Uses the transaction of its caller. */
public final class PostgresRoles {

    /** Before, only the owner of a table may analyse it. */
    private static final String HAS_MAINTAIN =
            "SELECT pg_catalog.current_setting('server_version_num')::integer >= 170000";

    private final ModuleRoles roles;

    /** The roles of a module. */
    public PostgresRoles(String module) {
        this.roles = new ModuleRoles(module);
    }

    /**
     * Creates the missing roles if the login is a superuser; otherwise an administrator must create them.
     *
     * @return whether rights must be given, because a role was created or cannot reach the schema
     */
    public boolean createIfAllowed(Connection connection) throws SQLException {
        if (!holds(connection, "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            return false;
        }
        boolean made = false;
        for (String[] role : List.of(
                new String[] {roles.service(), roles.createService()},
                new String[] {roles.maintenance(), roles.createMaintenance()})) {
            if (!exists(connection, role[0])) {
                execute(connection, List.of(role[1]));
                made = true;
            }
        }
        return made || !canReach(connection, roles.service()) || !canReach(connection, roles.maintenance());
    }

    /** Gives the roles, those that exist, their rights on the tables that there are, and no others. */
    public void grant(Connection connection, ModuleTables tables) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (String role : List.of(roles.service(), roles.maintenance(), roles.status())) {
            if (exists(connection, role)) {
                statements.addAll(rightsOf(connection, tables, role));
            }
        }
        execute(connection, statements);
    }

    /** Whether the role of the service has no right to read a table of an entity type: a migration made it before its type was known. */
    public boolean lacksRights(Connection connection, ModuleTables tables) throws SQLException {
        if (!exists(connection, roles.service())) {
            return false;
        }
        for (String table : tables.records()) {
            String name = Identifiers.literal(Identifiers.name(roles.module(), table));
            String lacking = "SELECT NOT pg_catalog.has_table_privilege(" + Identifiers.literal(roles.service())
                    + "::name, pg_catalog.to_regclass(" + name + ")::oid, 'SELECT')";
            if (holds(connection, lacking)) {
                return true;
            }
        }
        return false;
    }

    private List<String> rightsOf(Connection connection, ModuleTables tables, String role) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (String schema : roles.schemas()) {
            statements.add("GRANT USAGE ON SCHEMA " + Identifiers.name(schema) + " TO " + Identifiers.name(role));
        }
        for (ModuleTables.Grant grant : tables.grants()) {
            String table = Identifiers.name(roles.module(), grant.table());
            if (grant.role().equals(role) && holds(connection, exists(table))) {
                statements.add("REVOKE ALL ON " + table + " FROM " + Identifiers.name(role));
                statements.add("GRANT " + grant.rights() + " ON " + table + " TO " + Identifiers.name(role));
            }
        }
        if (role.equals(roles.maintenance()) && holds(connection, HAS_MAINTAIN)) {
            for (String name : tables.analysed()) {
                String table = Identifiers.name(roles.module(), name);
                if (holds(connection, exists(table))) {
                    statements.add("GRANT MAINTAIN ON " + table + " TO " + Identifiers.name(role));
                }
            }
        }
        return statements;
    }

    /** The role of the service, if it exists and the login is a member of it. */
    public Optional<String> service(Connection connection, String login) throws SQLException {
        return usable(connection, login, roles.service());
    }

    /** The role for work across tenants, if it exists and the login is a member of it. */
    public Optional<String> maintenance(Connection connection, String login) throws SQLException {
        return usable(connection, login, roles.maintenance());
    }

    /** The role that reads the status, if it exists and the login is a member of it. */
    public Optional<String> status(Connection connection, String login) throws SQLException {
        return usable(connection, login, roles.status());
    }

    private static Optional<String> usable(Connection connection, String login, String role) throws SQLException {
        return exists(connection, role)
                        && exists(connection, login)
                        && holds(
                                connection,
                                "SELECT pg_catalog.pg_has_role(" + Identifiers.literal(login) + ", "
                                        + Identifiers.literal(role) + ", 'MEMBER')")
                ? Optional.of(role)
                : Optional.empty();
    }

    private boolean canReach(Connection connection, String role) throws SQLException {
        return holds(
                connection,
                "SELECT pg_catalog.has_schema_privilege(" + Identifiers.literal(role) + ", "
                        + Identifiers.literal(roles.module()) + ", 'USAGE')");
    }

    private static boolean exists(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String exists(String table) {
        return "SELECT pg_catalog.to_regclass(" + Identifiers.literal(table) + ") IS NOT NULL";
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                boolean unused = statement.execute(sql);
            }
        }
    }

    private static boolean holds(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
