package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;

/**
 * The two roles of a module. That of the service, {@code <module>_app}, is no superuser, owns nothing and is subject to row
 * level security; that of maintenance, {@code <module>_maintenance}, sees all tenants, for backfill and verification.
 *
 * <p>Neither can log in: the login that connects is a member of both and takes one of them on for each transaction.
 */
public final class PostgresRoles {

    private final String module;

    /** The roles of a module. */
    public PostgresRoles(String module) {
        if (!module.matches("[a-z][a-z0-9_]{0,50}")) {
            throw new IllegalArgumentException("'" + module + "' is no name of a module");
        }
        this.module = module;
    }

    /** The role of the service. */
    public String service() {
        return module + "_app";
    }

    /** The role of work across tenants. */
    public String maintenance() {
        return module + "_maintenance";
    }

    /**
     * Creates the roles that are absent, if the login is a superuser; otherwise leaves that to an administrator.
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

    /** Gives the roles, those that exist, their rights on the tables of the types. */
    public void grantIfPresent(Connection connection, Collection<? extends EntityType<?>> types) throws SQLException {
        List<String> statements = new ArrayList<>();
        if (exists(connection, service())) {
            statements.addAll(usage(service()));
            statements.add("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"" + module + "\" TO \""
                    + service() + "\"");
            for (String table : List.of("sync_control", "sync_checkpoints", "sync_stale_writes", "sync_dead_letters", "sync_entries")) {
                statements.add("REVOKE ALL ON \"" + module + "\".\"" + table + "\" FROM \"" + service() + "\"");
            }
            statements.add("GRANT SELECT ON \"" + module + "\".\"sync_control\" TO \"" + service() + "\"");
            statements.add(
                    "DO $$ BEGIN IF to_regclass('\"" + module + "\".schema_migrations') IS NOT NULL THEN REVOKE ALL"
                            + " ON \"" + module + "\".schema_migrations FROM \"" + service() + "\"; END IF; END $$");
        }
        if (exists(connection, maintenance())) {
            statements.addAll(usage(maintenance()));
            statements.add("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"" + module + "\" TO \""
                    + maintenance() + "\"");
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                boolean unused = statement.execute(sql);
            }
        }
    }

    /** The role, if it exists and the login may take it on. */
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
            // Roles belong to all databases of a server, so another one may be making it at this moment.
            boolean unused = statement.execute("DO $$ BEGIN CREATE ROLE \"" + role + "\" NOLOGIN NOSUPERUSER NOCREATEDB"
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

    private static boolean holds(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
