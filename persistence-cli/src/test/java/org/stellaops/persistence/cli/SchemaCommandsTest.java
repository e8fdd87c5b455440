// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What an operator does with migrations and schemas. */
@ExtendWith(PostgresExtension.class)
class SchemaCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    private PostgresDatabase database;
    private Path config;

    @BeforeEach
    void writeConfig(PostgresEngine engine) throws IOException {
        database = engine.createDatabase("commands");
        config = Files.writeString(folder.resolve("persistence.yaml"), """
                persistence:
                  mongo: { uri: "mongodb://localhost:1", database: none }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { issuer: { stage: legacy-only }, audit: { stage: legacy-only } }
                """.formatted(
                database.jdbcUrl(), database.user(), database.password().isEmpty() ? "none" : database.password()));
    }

    @Test
    void migrationsAreShownTriedRunAndVerified() throws SQLException {
        assertThat(run("migrations", "status")).isZero();
        assertThat(out()).contains("issuer 001_issuers.sql startup PENDING", "issuer: 1 migration(s), 1 pending");
        assertThat(run("migrations", "verify")).as("nothing was compared").isEqualTo(2);
        assertThat(out()).contains("issuer: 0 problem(s), 0 of 1 migration(s) run");

        assertThat(run("migrations", "run", "--dry-run")).isZero();
        assertThat(out()).contains("issuer 001_issuers.sql WOULD RUN", "issuer: 1 migration(s) would run");
        assertThat(run("migrations", "status")).isZero();
        assertThat(out()).doesNotContain("APPLIED");

        assertThat(run("migrations", "run", "--module", "issuer")).isZero();
        assertThat(out()).contains("issuer 001_issuers.sql APPLIED").doesNotContain("audit");
        assertThat(run("migrations", "run")).isZero();
        assertThat(out()).contains("issuer: 0 migration(s) run", "audit: 1 migration(s) run");
        assertThat(run("migrations", "verify")).isZero();

        execute("UPDATE issuer.schema_migrations SET checksum = 'other'");
        assertThat(run("migrations", "status")).isEqualTo(1);
        assertThat(out()).contains("issuer 001_issuers.sql startup CHANGED");
        assertThat(run("migrations", "verify")).isEqualTo(1);
        assertThat(out()).contains("001_issuers.sql", "issuer: 1 problem(s)", "audit: 0 problem(s)");
        assertThat(run("migrations", "run")).isEqualTo(1);
        assertThat(err()).contains("module issuer: ", "001_issuers.sql", "restore the file");
    }

    @Test
    void aSchemaIsCheckedAndExported() throws SQLException {
        assertThat(run("schema", "check", "--module", "issuer")).isEqualTo(2);
        assertThat(err()).contains("has no tables", "persistence migrations run --module issuer");
        assertThat(run("schema", "export", "--module", "issuer")).isEqualTo(2);
        assertThat(run("migrations", "run")).isZero();
        assertThat(run("schema", "check")).isZero();
        assertThat(out()).contains("schema issuer: ", "0 finding(s)");

        execute("ALTER TABLE issuer.issuers ADD COLUMN code varchar(3)");
        assertThat(run("schema", "check", "--module", "issuer")).isEqualTo(1);
        assertThat(out()).contains("NO_VARCHAR: issuer.issuers.code");

        assertThat(run("schema", "export", "--module", "issuer")).isZero();
        assertThat(out().lines()).contains("CREATE TABLE issuer.issuers (");
    }

    @Test
    void everyResultIsAJsonObjectOfItsOwn() throws Exception {
        assertThat(run("migrations", "run", "--dry-run", "--json", "--module", "issuer"))
                .isZero();
        assertThat(json()).singleElement().satisfies(it -> {
            assertThat(it.path("migration").textValue()).isEqualTo("001_issuers.sql");
            assertThat(it.path("dryRun").booleanValue()).isTrue();
        });
        assertThat(run("migrations", "run", "--json")).isZero();
        assertThat(json()).extracting(it -> it.path("module").textValue()).containsExactly("audit", "issuer");
        assertThat(run("migrations", "status", "--json")).isZero();
        assertThat(json()).extracting(it -> it.path("state").textValue()).containsOnly("APPLIED");
        assertThat(run("migrations", "verify", "--json", "--module", "issuer")).isZero();
        assertThat(json()).singleElement().satisfies(it -> {
            assertThat(it.path("run").longValue()).isEqualTo(1);
            assertThat(it.path("problems").isNumber()).isTrue();
        });

        execute("ALTER TABLE issuer.issuers ADD COLUMN code varchar(3)");
        assertThat(run("schema", "check", "--json", "--module", "issuer")).isEqualTo(1);
        assertThat(json())
                .anySatisfy(it -> assertThat(it.path("rule").textValue()).isEqualTo("NO_VARCHAR"))
                .last()
                .satisfies(it -> assertThat(it.path("findings").intValue()).isEqualTo(json().size() - 1));
        assertThat(run("schema", "export", "--json", "--module", "issuer")).isZero();
        assertThat(json())
                .singleElement()
                .satisfies(
                        it -> assertThat(it.path("script").textValue()).contains("\nCREATE TABLE issuer.issuers (\n"));
    }

    @Test
    void migrationsOfAJarAreFoundAndARefusedOneIsNamed() throws IOException {
        String jar = jar("db/issuer/150_refused.sql", "SELECT 1 FROM issuer.no_such_table");
        assertThat(run("migrations", "status", "--jars", jar)).isZero();
        assertThat(out()).contains("issuer 150_refused.sql release PENDING");

        assertThat(run("migrations", "run", "--jars", jar)).isEqualTo(1);
        assertThat(err())
                .contains("module issuer: ", "running 150_refused.sql of schema issuer", "42P01", "it was rolled back");
        assertThat(out()).as("the other module is run all the same").contains("audit: 1 migration(s) run");
        assertThat(run("migrations", "status", "--jars", jar)).isZero();
        assertThat(out()).contains("001_issuers.sql startup APPLIED", "150_refused.sql release PENDING");
        assertThat(run("migrations", "status")).as("without the jar").isZero();
        assertThat(out()).doesNotContain("150_refused.sql");
    }

    @Test
    void aFileWithoutACategoryEndsWith78() throws IOException {
        assertThat(run("migrations", "status", "--jars", jar("db/issuer/later.sql", "SELECT 1")))
                .isEqualTo(78);
        assertThat(err()).contains("module issuer: the files db/issuer/*.sql cannot be used", "later.sql");
    }

    @Test
    void aServerThatCannotBeReachedEndsWith2() throws IOException {
        Path away = Files.writeString(
                folder.resolve("away.yaml"),
                Files.readString(config).replace(database.jdbcUrl(), "jdbc:postgresql://127.0.0.1:1/none"));
        config = away;
        for (String command :
                List.of("migrations status", "migrations verify", "migrations run", "schema check", "schema export")) {
            assertThat(run(command.split(" "))).as(command).isEqualTo(2);
            assertThat(err()).as(command).contains("module issuer: ", "module audit: ", "SQLSTATE 08");
        }
    }

    @Test
    void aModuleThatIsNotConfiguredEndsWith64() {
        assertThat(run("migrations", "run", "--module", "vuln")).isEqualTo(64);
        assertThat(err()).contains("does not name this module, but audit, issuer");
    }

    private int run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        int exit = cli.run(all);
        assertThat(err()).doesNotContain("\tat ");
        return exit;
    }

    private String out() {
        return cli.out();
    }

    private String err() {
        return cli.err();
    }

    private List<JsonNode> json() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String it : out().lines().toList()) {
            lines.add(JSON.readTree(it));
        }
        return lines;
    }

    private String jar(String entry, String text) throws IOException {
        Path jar = folder.resolve("service.jar");
        try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(jar))) {
            to.putNextEntry(new JarEntry("db/issuer/"));
            to.putNextEntry(new JarEntry(entry));
            to.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return jar.toString();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
