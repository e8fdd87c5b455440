package org.stellaops.persistence.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.testkit.contract.ContractTypes;

/** One embedded PostgreSQL for all tests of this module, and a database for each that asks. */
final class Server {

    static final String USER = "postgres";

    private static final EmbeddedPostgres POSTGRES = start();

    private static final AtomicInteger DATABASES = new AtomicInteger();

    static final String NAME = "PostgresTargetStore on PostgreSQL " + version();

    private Server() {}

    /** The address of an empty database. */
    static String database() {
        String name = "t" + DATABASES.incrementAndGet();
        execute(url("postgres"), "CREATE DATABASE " + name);
        return url(name);
    }

    /** A backend in a database of its own, which has the tables of the contract's types already. */
    static PostgresBackend contractBackend() {
        String name = "t" + DATABASES.incrementAndGet();
        execute(url("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + Template.NAME);
        return PostgresBackend.open(config(url(name)), ContractTypes.MODULE);
    }

    /** Made when it is first needed. */
    private static final class Template {

        static final String NAME = create();

        private static String create() {
            execute(url("postgres"), "CREATE DATABASE contract_template");
            try (PostgresBackend backend =
                    PostgresBackend.open(config(url("contract_template")), ContractTypes.MODULE)) {
                backend.prepare(ContractTypes.all());
            }
            return "contract_template";
        }
    }

    static PostgresConfig config(String url) {
        return PostgresConfig.of(url, USER, "").withPools(8, 2);
    }

    static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, "");
    }

    static void execute(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
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

    private static String version() {
        return value(url("postgres"), "SHOW server_version").split(" ", 2)[0];
    }

    static int port() {
        return POSTGRES.getPort();
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + database;
    }

    private static EmbeddedPostgres start() {
        try {
            // It stops itself when the process ends.
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
