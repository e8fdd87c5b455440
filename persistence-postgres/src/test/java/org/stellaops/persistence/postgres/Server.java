// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/** One PostgreSQL for all tests of this module, and a database for each that asks. */
public final class Server {

    /** Nothing here kills it, and hundreds of databases are slow to make durable. */
    private static final PostgresEngine ENGINE =
            PostgresEngine.start(PostgresOptions.defaults().with("fsync", "off"));

    /** Has the tables of the contract's types; every other one has the same user. */
    private static final PostgresDatabase CONTRACT = contractDatabase(ENGINE);

    static final String NAME = "PostgresTargetStore on " + ENGINE.describe();

    private static final Deque<String> EMPTY = new ArrayDeque<>();

    private static final List<String> USED = new ArrayList<>();

    private static final String EMPTY_ALL_TABLES = """
            DO $$
            DECLARE it record;
            BEGIN
                PERFORM set_config('session_replication_role', 'replica', true);
                FOR it IN SELECT schemaname, tablename FROM pg_tables
                          WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'schema_migrations'
                LOOP
                    EXECUTE format('DELETE FROM %I.%I', it.schemaname, it.tablename);
                END LOOP;
            END $$""";

    private static final String SERVICE = "contract_service";
    private static final String WORKER = "contract_worker";
    private static final String PASSWORD = "contract-password";

    private Server() {}

    /** The address of an empty database. */
    public static String database() {
        return ENGINE.createDatabase("store").jdbcUrl();
    }

    /**
     * A backend in a database of its own until the end of the test, which has the empty tables of the contract's types. Its logins
     * have the rights that the script of roles gives them, and no others.
     */
    static PostgresBackend contractBackend() {
        String url =
                EMPTY.isEmpty() ? ENGINE.createDatabase("contract", CONTRACT).jdbcUrl() : EMPTY.removeFirst();
        USED.add(url);
        return contractBackend(url);
    }

    /** The same on a server of the caller's, where a commit may cost what it costs in production. */
    static PostgresBackend contractBackend(PostgresEngine engine) {
        return contractBackend(contractDatabase(engine).jdbcUrl());
    }

    private static PostgresBackend contractBackend(String url) {
        PostgresConfig config = PostgresConfig.of(url, SERVICE, PASSWORD)
                .withMaintenance(new PostgresConfig.Login(WORKER, PASSWORD))
                .withPools(8, 2);
        return PostgresBackend.open(config, ContractTypes.MODULE);
    }

    /** The databases of this test may be used by the next one. A new one each time would be a gigabyte in the end. */
    static void endTest() {
        USED.forEach(url -> execute(url, EMPTY_ALL_TABLES));
        EMPTY.addAll(USED);
        USED.clear();
    }

    private static PostgresDatabase contractDatabase(PostgresEngine engine) {
        System.out.println("engine: " + engine.describe());
        PostgresDatabase database = engine.createDatabase("template");
        String module = ContractTypes.MODULE;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : new PostgresSchema(module, ContractTypes.all(), "app.tenant_id")
                    .grants(SERVICE, WORKER, Optional.empty())) {
                boolean unused = statement.execute(sql);
            }
            for (String login : List.of(module + "_owner", SERVICE, WORKER)) {
                boolean unused = statement.execute("ALTER ROLE " + login + " PASSWORD '" + PASSWORD + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the roles of the contract could not be made", e);
        }
        PostgresBackend.install(
                PostgresConfig.of(database.jdbcUrl(), module + "_owner", PASSWORD), module, ContractTypes.all());
        return database;
    }

    static PostgresConfig config(String url) {
        return asSuperuser(url, CONTRACT.user(), CONTRACT.password()).withPools(8, 2);
    }

    /** The engine's user is a superuser, for which the roles are made at start. */
    static PostgresConfig asSuperuser(String url, String user, String password) {
        return PostgresConfig.of(url, user, password)
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
    }

    public static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, CONTRACT.user(), CONTRACT.password());
    }

    static void execute(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The one value that a query answers, as text. */
    static String value(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column that a query answers, as texts. */
    static List<String> texts(String url, String sql) {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return texts;
    }

    static InetSocketAddress address() {
        return ENGINE.address();
    }

    /** The same database by way of another port of this machine. */
    static String via(int port, String url) {
        return url.replace(address().getHostString() + ":" + address().getPort(), "localhost:" + port);
    }
}
