// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.PGConnection;
import org.stellaops.persistence.postgres.security.LoginFacts.Kind;
import org.stellaops.persistence.postgres.security.LoginFacts.Power;

/** Asks the server for facts, in one transaction without effects. Not for concurrent use. */
final class FactsReader {

    private static final String POWERS = """
            SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, left(rolname, 3) = 'pg_' AS predefined
            FROM pg_roles
            WHERE pg_has_role(session_user, oid, 'MEMBER') AND (rolsuper OR rolbypassrls OR rolcreaterole
                OR rolname IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files'))
            ORDER BY rolname <> session_user, rolname""";

    private static final String OWNED = """
            SELECT 'schema ' || nspname FROM pg_namespace
            WHERE nspname IN (?, ?) AND pg_has_role(session_user, nspowner, 'MEMBER')
            UNION ALL
            SELECT 'table ' || n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN (?, ?) AND c.relkind IN ('r', 'p') AND pg_has_role(session_user, c.relowner, 'MEMBER')
            UNION ALL
            SELECT 'function ' || n.nspname || '.' || p.proname
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname IN (?, ?) AND pg_has_role(session_user, p.proowner, 'MEMBER')
            ORDER BY 1""";

    private static final String CREATES = """
            SELECT nspname FROM pg_namespace
            WHERE nspname IN (?, ?) AND has_schema_privilege(session_user, oid, 'CREATE') ORDER BY nspname""";

    private static final String UNLIMITED = """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p')
              AND has_table_privilege(session_user, c.oid, 'TRUNCATE, TRIGGER, REFERENCES')
            ORDER BY c.relname""";

    private static final String SHADOWS = """
            SELECT 'function ' || n.nspname || '.' || p.proname
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = ANY (?) AND p.proname = ANY (?)
              AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 'table ' || n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (?) AND c.relname = ANY (?) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            ORDER BY 1""";

    private static final String TABLES = """
            SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   EXISTS (SELECT FROM pg_attribute a
                           WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p') ORDER BY c.relname""";

    private static final String POLICIES = """
            SELECT polrelid, polname, polcmd = '*' AND polpermissive AND polroles = '{0}',
                   coalesce(pg_get_expr(polqual, polrelid), ''), coalesce(pg_get_expr(polwithcheck, polrelid), '')
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? ORDER BY polname""";

    private static final String TENANT_FUNCTION = """
            SELECT p.prosrc, NOT p.prosecdef AND EXISTS (SELECT FROM unnest(p.proconfig) AS c (setting)
                WHERE starts_with(c.setting, 'search_path='))
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = ? AND p.proname = 'require_current_tenant' AND p.pronargs = 0""";

    /** Functions that the library's statements call. */
    private static final String[] FUNCTIONS = {
        "count",
        "current_setting",
        "floor",
        "format",
        "has_schema_privilege",
        "hashtextextended",
        "isolate_by_tenant",
        "json_agg",
        "json_build_array",
        "json_to_recordset",
        "jsonb_array_elements",
        "max",
        "min",
        "now",
        "obj_description",
        "octet_length",
        "pg_advisory_xact_lock",
        "pg_advisory_xact_lock_shared",
        "pg_has_role",
        "require_current_tenant",
        "round",
        "row_number",
        "set_config",
        "starts_with",
        "sum",
        "to_json",
        "to_regclass",
        "to_regnamespace",
        "unnest"
    };

    private static final Set<String> OF_THE_LIBRARY = Set.of(
            "sync_control",
            "sync_entries",
            "sync_state",
            "sync_checkpoints",
            "sync_stale_writes",
            "sync_dead_letters",
            "sync_divergences",
            "sync_read_shapes",
            "sync_repairs",
            "schema_migrations");

    private final Connection connection;
    private final ModuleTables tables;
    private final String app;

    FactsReader(Connection connection, ModuleTables tables) {
        this.connection = connection;
        this.tables = tables;
        this.app = tables.module() + "_app";
    }

    /** Facts of the login whose connection this is, which must have no search path but its own. */
    LoginFacts login() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // Before the search path is set: these names are looked up in pg_catalog, and there is no operator.
            String[] path =
                    (String[]) one(statement, "SELECT pg_catalog.current_schemas(false)", row -> row.getArray(1))
                            .getArray();
            pinSearchPath(statement);
            String name = one(statement, "SELECT session_user", row -> row.getString(1));
            String database = one(statement, "SELECT current_database()", row -> row.getString(1));
            boolean pooled = isPooled(statement);
            List<Power> powers = powers();
            boolean superuser = powers.contains(new Power(name, Kind.SUPERUSER));
            return new LoginFacts(
                    name,
                    database,
                    superuser,
                    powers.contains(new Power(name, Kind.BYPASS)),
                    superuser ? List.of() : powers,
                    texts(OWNED, tables.module(), app, tables.module(), app, tables.module(), app),
                    texts(CREATES, tables.module(), app),
                    texts(UNLIMITED, tables.module()),
                    shadows(path),
                    pooled,
                    texts("SELECT 'on' FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")
                                    .size()
                            == 1,
                    String.valueOf(connection.getMetaData().getURL()));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Facts of the module's schema. */
    SchemaFacts schema() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            pinSearchPath(statement);
            return new SchemaFacts(tables(), tenantFunction());
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void pinSearchPath(Statement statement) throws SQLException {
        boolean unused = statement.execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)");
    }

    /** A pooler tells its clients of a process that is its own. */
    private boolean isPooled(Statement statement) throws SQLException {
        int told = connection.unwrap(PGConnection.class).getBackendPID();
        return one(statement, "SELECT pg_backend_pid()", row -> row.getInt(1)) != told;
    }

    private List<Power> powers() throws SQLException {
        List<Power> powers = new ArrayList<>();
        rows(POWERS, statement -> {}, row -> {
            String role = row.getString(1);
            if (row.getBoolean(2)) {
                powers.add(new Power(role, Kind.SUPERUSER));
            }
            if (row.getBoolean(3)) {
                powers.add(new Power(role, Kind.BYPASS));
            }
            if (row.getBoolean(4)) {
                powers.add(new Power(role, Kind.CREATE_ROLE));
            }
            if (row.getBoolean(5)) {
                powers.add(new Power(role, Kind.SERVER));
            }
        });
        return powers;
    }

    private List<String> shadows(String[] path) throws SQLException {
        List<String> elsewhere = new ArrayList<>(List.of(path));
        elsewhere.removeAll(List.of("pg_catalog", tables.module(), app));
        Set<String> names = new TreeSet<>(OF_THE_LIBRARY);
        names.addAll(tables.records());
        List<String> found = new ArrayList<>();
        rows(
                SHADOWS,
                statement -> {
                    statement.setArray(1, connection.createArrayOf("name", elsewhere.toArray()));
                    statement.setArray(2, connection.createArrayOf("name", FUNCTIONS));
                    statement.setArray(3, connection.createArrayOf("name", elsewhere.toArray()));
                    statement.setArray(4, connection.createArrayOf("name", names.toArray()));
                },
                row -> found.add(row.getString(1)));
        return found;
    }

    private List<SchemaFacts.Table> tables() throws SQLException {
        Map<Long, List<SchemaFacts.Policy>> policies = new HashMap<>();
        rows(
                POLICIES,
                statement -> statement.setString(1, tables.module()),
                row -> policies.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(new SchemaFacts.Policy(
                                row.getString(2), row.getBoolean(3), row.getString(4), row.getString(5))));
        List<SchemaFacts.Table> found = new ArrayList<>();
        rows(
                TABLES,
                statement -> statement.setString(1, tables.module()),
                row -> found.add(new SchemaFacts.Table(
                        row.getString(2),
                        row.getBoolean(5),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        policies.getOrDefault(row.getLong(1), List.of()))));
        return found;
    }

    private Optional<SchemaFacts.Function> tenantFunction() throws SQLException {
        List<SchemaFacts.Function> found = new ArrayList<>();
        rows(
                TENANT_FUNCTION,
                statement -> statement.setString(1, app),
                row -> found.add(new SchemaFacts.Function(row.getString(1), row.getBoolean(2))));
        return found.stream().findFirst();
    }

    private List<String> texts(String sql, String... parameters) throws SQLException {
        List<String> texts = new ArrayList<>();
        rows(
                sql,
                statement -> {
                    for (int i = 0; i < parameters.length; i++) {
                        statement.setString(i + 1, parameters[i]);
                    }
                },
                row -> texts.add(row.getString(1)));
        return texts;
    }

    private interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    private interface Reading {
        void of(ResultSet row) throws SQLException;
    }

    private interface Value<T> {
        T of(ResultSet row) throws SQLException;
    }

    private void rows(String sql, Binding binding, Reading reading) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reading.of(rows);
                }
            }
        }
    }

    private static <T> T one(Statement statement, String sql, Value<T> value) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row from " + sql, "02000");
            }
            return value.of(rows);
        }
    }
}
