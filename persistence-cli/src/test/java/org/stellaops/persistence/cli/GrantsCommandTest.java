// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The printed script, executed as it is, lets the owner make the tables and each other login do its own work. */
@ExtendWith(PostgresExtension.class)
class GrantsCommandTest {

    private static final String PASSWORD = "grants-password";

    @TempDir
    private Path folder;

    private final CommandRun cli = new CommandRun();

    @Test
    void theScriptAndTheOwnersMigrationsMakeASchemaThatKeepsTheRules(PostgresDatabase database)
            throws IOException, SQLException {
        Path service = config(database, "grants_service", "dual-write");
        assertThat(cli.run("grants", "--config", service.toString(), "--status-login", "grants_reader"))
                .isZero();
        String script = cli.out();
        assertThat(script)
                .doesNotContain("ALL TABLES")
                .contains("issuer_owner", "issuer_app", "issuer_maintenance", "issuer_status");
        execute(database, script);
        execute(database, script);
        for (String login : new String[] {"issuer_owner", "grants_service", "grants_service_worker", "grants_reader"}) {
            execute(database, "ALTER ROLE " + login + " PASSWORD '" + PASSWORD + "'");
        }

        assertThat(cli.run(
                        "migrations",
                        "run",
                        "--config",
                        config(database, "grants_service", "dual-write").toString()))
                .as("the service may not make tables")
                .isNotZero();
        assertThat(cli.run(
                        "migrations",
                        "run",
                        "--config",
                        config(database, "issuer_owner", "dual-write").toString()))
                .isZero();
        assertThat(cli.run(
                        "schema",
                        "check",
                        "--config",
                        config(database, "issuer_owner", "dual-write").toString()))
                .isZero();
        assertThat(value(
                        database,
                        "SELECT has_table_privilege('grants_service', 'issuer.issuers', 'INSERT')"
                                + " AND NOT has_table_privilege('grants_service', 'issuer.sync_dead_letters', 'SELECT')"
                                + " AND has_table_privilege('grants_reader', 'issuer.sync_control', 'SELECT')"
                                + " AND NOT has_any_column_privilege('grants_reader', 'issuer.issuers', 'SELECT')"))
                .isEqualTo("t");
        System.out.println(
                "fail-closed: start: the printed script, run twice, and the owner's migrations make a schema that"
                        + " keeps the rules");
    }

    private Path config(PostgresDatabase database, String user, String stage) throws IOException {
        return Files.writeString(
                folder.resolve(user + ".yaml"), """
                persistence:
                  mongo: { uri: "mongodb://localhost:1", database: none }
                  postgres: { jdbc-url: "%s", user: %s, password: %s }
                  modules: { issuer: { stage: %s } }
                """.formatted(database.jdbcUrl(), user, PASSWORD, stage));
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    private static String value(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
