package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import picocli.CommandLine;

/** What an operator does with migrations and schemas. */
@ExtendWith(PostgresExtension.class)
class SchemaCommandsTest {

    @TempDir
    private Path folder;

    private PostgresDatabase database;
    private Path config;
    private String output = "";

    @BeforeEach
    void writeConfig(PostgresEngine engine) throws IOException {
        database = engine.createDatabase("commands");
        config = Files.writeString(folder.resolve("persistence.yaml"), """
                persistence:
                  mongo: { uri: "mongodb://localhost:1", database: none }
                  postgres: { jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { issuer: { stage: legacy-only }, audit: { stage: legacy-only } }
                """.formatted(
                database.jdbcUrl(), database.user(), database.password().isEmpty() ? "none" : database.password()));
    }

    @Test
    void migrationsAreShownTriedRunAndVerified() throws SQLException {
        assertThat(run("migrations", "status")).isZero();
        assertThat(output).contains("issuer 001_issuers.sql startup PENDING");

        assertThat(run("migrations", "run", "--dry-run")).isZero();
        assertThat(output).contains("issuer 001_issuers.sql WOULD RUN", "issuer: 1 migration(s) would run");
        assertThat(run("migrations", "status")).isZero();
        assertThat(output).doesNotContain("APPLIED");

        assertThat(run("migrations", "run", "--module", "issuer")).isZero();
        assertThat(output).contains("issuer 001_issuers.sql APPLIED").doesNotContain("audit");
        assertThat(run("migrations", "run")).isZero();
        assertThat(output).contains("issuer: 0 migration(s) run", "audit: 1 migration(s) run");
        assertThat(run("migrations", "verify")).isZero();

        execute("UPDATE issuer.schema_migrations SET checksum = 'other'");
        assertThat(run("migrations", "verify")).isEqualTo(1);
        assertThat(output).contains("001_issuers.sql", "1 problem(s)");
    }

    @Test
    void aSchemaIsCheckedAndExported() throws SQLException {
        assertThat(run("schema", "check", "--module", "issuer")).isEqualTo(1);
        assertThat(run("migrations", "run")).isZero();
        assertThat(run("schema", "check")).isZero();
        assertThat(output).contains("schema issuer: ", "0 finding(s)");

        execute("ALTER TABLE issuer.issuers ADD COLUMN code varchar(3)");
        assertThat(run("schema", "check", "--module", "issuer")).isEqualTo(1);
        assertThat(output).contains("NO_VARCHAR: issuer.issuers.code");

        assertThat(run("schema", "export", "--module", "issuer")).isZero();
        assertThat(output).contains("CREATE TABLE issuer.issuers (");
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine commandLine =
                PersistenceCommand.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        int exit = commandLine.execute(all);
        output = text.toString();
        return exit;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }
}
