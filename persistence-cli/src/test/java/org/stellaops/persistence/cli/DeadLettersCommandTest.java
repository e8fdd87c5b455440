// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.leak.Injected;

/** An operator at the command line of a module whose PostgreSQL refuses an advisory. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class DeadLettersCommandTest {

    private static final String HARMFUL = Injected.text("harmful-secret");

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    @Test
    void aDeadLetterIsListedRetriedInVainMendedAndRetried(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        Path config = write(mongo, postgres, "legacy-only");
        try (Persistence persistence = open(config)) {
            PersistenceModule vuln = persistence.module("vuln");
            assertThat(vuln.target().store(Advisories.TYPE).count()).isZero();
            run(postgres, "ALTER TABLE vuln.advisories ADD CONSTRAINT no_harm CHECK (summary <> '" + HARMFUL + "')");
            assertThat(vuln.moveTo(Stage.DUAL_WRITE)).isInstanceOf(MoveResult.Moved.class);
            put(persistence, "A-1", "fine");
            put(persistence, "A-2", HARMFUL);
            assertThat(vuln.dualWrite().reconcile().blocked()).isEqualTo(1);
        }
        Path dual = write(mongo, postgres, "dual-write");

        assertThat(command("list", "--config", dual.toString(), "--module", "vuln"))
                .isZero();
        assertThat(cli.out())
                .contains(
                        "advisories A-2 version ",
                        "refused 1 time(s)",
                        "not tried again",
                        "no_harm",
                        "1 dead letter(s)")
                .doesNotContain("A-1")
                .doesNotContain("secret");
        assertThat(command("list", "--config", dual.toString(), "--module", "vuln", "--json"))
                .isZero();
        JsonNode line = new ObjectMapper().readTree(cli.out());
        assertThat(line.path("id").asText()).isEqualTo("A-2");
        assertThat(line.path("tries").asInt()).isEqualTo(1);
        assertThat(line.path("dead").asBoolean()).isTrue();

        assertThat(command("retry", "--config", dual.toString(), "--module", "vuln", "--type", "advisories"))
                .isEqualTo(1);
        assertThat(cli.out())
                .contains("advisories A-2: refused: ", "1 retried: 0 delivered, 1 refused again")
                .doesNotContain("secret");

        run(postgres, "ALTER TABLE vuln.advisories DROP CONSTRAINT no_harm");
        assertThat(command(
                        "retry",
                        "--config",
                        dual.toString(),
                        "--module",
                        "vuln",
                        "--type",
                        "advisories",
                        "--key",
                        "A-2",
                        "--json"))
                .isZero();
        assertThat(new ObjectMapper().readTree(cli.out()).path("outcome").asText())
                .isEqualTo("delivered");
        assertThat(command("list", "--config", dual.toString(), "--module", "vuln", "--all"))
                .isZero();
        assertThat(cli.out()).contains("0 refused in module vuln");
        assertThat(command(
                        "retry",
                        "--config",
                        dual.toString(),
                        "--module",
                        "vuln",
                        "--type",
                        "advisories",
                        "--key",
                        "A-2"))
                .isEqualTo(1);
        assertThat(cli.err()).contains("the follower does not refuse A-2");
    }

    @Test
    void wrongUsageIsReportedBeforeAnythingIsOpened() throws IOException {
        Path config = Files.writeString(
                folder.resolve("p.yaml"), yaml("mongodb://127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/d", "u"));
        String file = config.toString();

        assertThat(command()).isEqualTo(64);
        assertThat(cli.err()).contains("list or retry");
        assertThat(command("list", "--config", file, "--module", "vulm")).isEqualTo(64);
        assertThat(cli.err()).contains("does not name this module, but vuln");
        assertThat(command("list", "--config", file, "--module", "vuln", "--type", "advisory"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("no such entity type, but sources, ", "advisories");
        assertThat(command("retry", "--config", file, "--module", "vuln", "--tenant", "acme"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("names no key; add --key");
        assertThat(command(
                        "retry",
                        "--config",
                        file,
                        "--module",
                        "vuln",
                        "--type",
                        "advisories",
                        "--key",
                        "A",
                        "--tenant",
                        "acme"))
                .isEqualTo(64);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsReported() throws IOException {
        Path config = Files.writeString(
                folder.resolve("p.yaml"), yaml("mongodb://127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/d", "u"));

        for (String command : new String[] {"list", "retry"}) {
            assertThat(command(command, "--config", config.toString(), "--module", "vuln"))
                    .isEqualTo(2);
            assertThat(cli.err())
                    .contains("module vuln: ")
                    .doesNotContain("pg-secret")
                    .doesNotContain("\tat ");
        }
    }

    private int command(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return cli.run(all);
    }

    private Path write(MongoDatabaseName mongo, PostgresDatabase postgres, String stage) throws IOException {
        return Files.writeString(folder.resolve(stage + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules:
                    vuln: { stage: %s, reconciler: { tries: 1 } }
                """.formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        stage));
    }

    private static String yaml(String uri, String jdbcUrl, String user) {
        return """
                persistence:
                  mongo: { uri: "%s", database: d, connect-timeout: 300ms, server-selection-timeout: 300ms, deadline: 2s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: pg-secret }
                  modules: { vuln: { stage: dual-write } }
                """.formatted(uri, jdbcUrl, user);
    }

    private static Persistence open(Path config) {
        return Persistence.builder(Config.load(config))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open();
    }

    private static void put(Persistence persistence, String id, String summary) {
        OsvLine.Advisory advisory =
                (OsvLine.Advisory) Osv.read("{\"id\":\"" + id + "\",\"summary\":\"" + summary + "\"}");
        assertThat(persistence
                        .store(Advisories.TYPE)
                        .put(new Document(id, advisory.content()), Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private static void run(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
