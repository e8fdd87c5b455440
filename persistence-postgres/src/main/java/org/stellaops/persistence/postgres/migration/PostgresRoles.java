package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two roles of a module. The service role, {@code <module>_app}, is no superuser, owns nothing and is subject to
 * row-level security; the maintenance role, {@code <module>_maintenance}, sees all tenants, for backfill and
 * verification.
 *
 * <p>Neither can log in: the connecting login is a member of both and sets one of them for each transaction.
 */
public final class PostgresRoles {

    private static final String CONTROL = "sync_control";

    private static final List<String> NOT_OF_THE_SERVICE = List.of(
            CONTROL, "sync_checkpoints", "sync_stale_writes", "sync_dead_letters", "sync_entries", "schema_migrations");

    private final String module;

    /** The roles of a module. */
    public PostgresRoles(String module) {
        if (!module.matches("[a-z][a-z0-9_]{0,50}")) {
            throw new IllegalArgumentException("'" + module + "' is no name of a module");
        }
        this.module = module;
    }

    /** The service role. */
    public String service() {
        return module + "_app";
    }

    /** The maintenance role. */
    public String maintenance() {
        return module + "_maintenance";
    }

    /**
     * Creates the missing roles if the login is a superuser; otherwise an administrator must create them.
     *
     * @return whether a role was created
     */
    public boolean createIfAllowed(Connection connection) throws SQLException {
        if (!holds(connection, "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            return false;
        }
        boolean serviceMade = createIfAbsent(connection, service(), "NOBYPASSRLS");
        boolean maintenanceMade = createIfAbsent(connection, maintenance(), "BYPASSRLS");
        return serviceMade || maintenanceMade || !hasUsage(connection);
    }

    /** Gives the roles, those that exist, their rights on the tables that there are. */
    public void grantIfPresent(Connection connection) throws SQLException {
        List<String> statements = new ArrayList<>();
        if (exists(connection, service())) {
            statements.addAll(usage(service()));
            statements.add("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"" + module + "\" TO \""
                    + service() + "\"");
            for (String table : NOT_OF_THE_SERVICE) {
                if (hasTable(connection, table)) {
                    statements.add("REVOKE ALL ON \"" + module + "\".\"" + table + "\" FROM \"" + service() + "\"");
                }
            }
            if (hasTable(connection, CONTROL)) {
                statements.add("GRANT SELECT ON \"" + module + "\".\"" + CONTROL + "\" TO \"" + service() + "\"");
            }
        }
        if (exists(connection, maintenance())) {
            statements.addAll(usage(maintenance()));
            statements.add("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"" + module + "\" TO \""
                    + maintenance() + "\"");
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The role, if it exists and the login is a member of it. */
    public Optional<String> usable(Connection connection, String role) throws SQLException {
        return exists(connection, role)
                        && holds(connection, "SELECT pg_catalog.pg_has_role(current_user, '" + role + "', 'MEMBER')")
                ? Optional.of(role)
                : Optional.empty();
    }

    private List<String> usage(String role) {
        return List.of(
                "GRANT USAGE ON SCHEMA \"" + module + "\" TO \"" + role + "\"",
                "GRANT USAGE ON SCHEMA \"" + module + "_app\" TO \"" + role + "\"");
    }

    private boolean hasUsage(Connection connection) throws SQLException {
        return holds(
                        connection,
                        "SELECT pg_catalog.has_schema_privilege('" + service() + "', '" + module + "', 'USAGE')")
                && holds(
                        connection,
                        "SELECT pg_catalog.has_schema_privilege('" + maintenance() + "', '" + module + "', 'USAGE')");
    }

    private static boolean createIfAbsent(Connection connection, String role, String bypass) throws SQLException {
        if (exists(connection, role)) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Roles are shared by all databases of a server, so another process may be creating it concurrently.
            statement.execute("DO $$ BEGIN CREATE ROLE \"" + role + "\" NOLOGIN NOSUPERUSER NOCREATEDB"
                    + " NOCREATEROLE " + bypass
                    + "; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        }
        return true;
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

    private boolean hasTable(Connection connection, String table) throws SQLException {
        return holds(connection, "SELECT to_regclass('\"" + module + "\".\"" + table + "\"') IS NOT NULL");
    }

    private static boolean holds(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
