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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.leak.Injected;

/** An operator verifies, plans a repair, executes it, undoes it and reports. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class VerifyAndRepairCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROGUE = Injected.text("rogue-secret");

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    private String config = "";

    @Test
    void whatIsFoundIsPlannedRepairedUndoneAndReported(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        config = VulnConfig.write(folder, mongo, postgres);
        fill();
        for (String mode : List.of("quick", "full", "deep")) {
            assertThat(command("verify", "--type", "advisories", "--mode", mode, "--json"))
                    .as(mode)
                    .isZero();
            assertThat(lastLine().path("mode").asText()).isEqualTo(mode);
            assertThat(lastLine().path("equal").asInt()).isEqualTo(3);
            assertThat(lastLine().path("open")).isEmpty();
        }
        assertThat(command(
                        "verify",
                        "--type",
                        "advisories",
                        "--mode",
                        "quick",
                        "--continuous",
                        "--pause",
                        "0",
                        "--passes",
                        "2",
                        "--json"))
                .isZero();
        assertThat(lastLine().path("passes").asInt()).isEqualTo(2);
        assertThat(lastLine().path("cleanAsOf").asText()).isNotEmpty();

        run(postgres, "UPDATE vuln.advisories SET summary = '" + ROGUE + "' WHERE id = 'A-2'");
        assertThat(command("verify", "--type", "advisories", "--mode", "full")).isZero();
        assertThat(command("verify", "--type", "advisories")).isEqualTo(1);
        assertThat(command("repair", "--plan", "--type", "advisories", "--json"))
                .isEqualTo(1);
        String plan = lastLine().path("plan").asText();
        assertThat(lines()).anySatisfy(it -> {
            assertThat(it.path("id").asText()).isEqualTo("A-2");
            assertThat(it.path("action").asText()).isEqualTo("replace_on_follower");
            assertThat(it.path("cause").asText()).isEqualTo("bypassing_writer");
            assertThat(it.path("target").path("contentHash").asText()).hasSize(64);
        });
        assertThat(cli.out()).doesNotContain(ROGUE);

        assertThat(command("repair", "--apply", plan, "--json")).isZero();
        assertThat(lastLine().path("applied").asInt()).isEqualTo(1);
        assertThat(command("verify", "--type", "advisories")).isZero();
        assertThat(command("repair", "--undo", plan)).isZero();
        assertThat(value(postgres, "SELECT summary FROM vuln.advisories WHERE id = 'A-2'"))
                .isEqualTo(ROGUE);
        assertThat(command("repair", "--list")).isZero();
        assertThat(cli.out()).contains("plan " + plan + ": 1 undone");
        assertThat(command("repair", "--show", plan)).isZero();
        assertThat(cli.out()).contains("advisories A-2: fields_differ").doesNotContain(ROGUE);

        reports(plan);
        assertThat(command("repair", "--forget", plan)).isZero();
        assertThat(command("repair", "--show", plan)).isEqualTo(1);
    }

    private void reports(String plan) throws IOException {
        assertThat(command("report")).isZero();
        JsonNode report = JSON.readTree(cli.out());
        assertThat(report.path("standing").path(0).path("leader").asText()).isEqualTo("legacy");
        assertThat(report.path("repairs").toString()).contains(plan).doesNotContain("A-2");
        assertThat(report.path("runs").toString()).contains("VERIFIED").contains("REPAIRED");
        assertThat(cli.out()).doesNotContain(ROGUE).doesNotContain("\"A-2\"");

        assertThat(command("report", "--format", "ndjson", "--show-keys")).isZero();
        assertThat(lines()).isNotEmpty().allMatch(it -> it.hasNonNull("part"));
        assertThat(cli.out()).contains("A-2").doesNotContain(ROGUE);

        Path page = folder.resolve("vuln.html");
        assertThat(command("report", "--format", "html", "--out", page.toString()))
                .isZero();
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains("Divergences", plan)
                .doesNotContain("<script")
                .doesNotContain("http://", "https://")
                .doesNotContain(ROGUE);
    }

    @Test
    void wrongUsageIsReportedBeforeAnythingIsOpened() throws IOException {
        config = Files.writeString(folder.resolve("p.yaml"), """
                persistence:
                  mongo: { uri: "mongodb://127.0.0.1:1", database: d }
                  postgres: { jdbc-url: "jdbc:postgresql://127.0.0.1:1/d", user: u, password: p }
                  modules: { vuln: { stage: dual-write } }
                """).toString();

        assertThat(command("verify", "--mode", "slow")).isEqualTo(64);
        assertThat(cli.err()).contains("--mode must be quick, full or deep, but is slow");
        assertThat(command("verify", "--passes", "2")).isEqualTo(64);
        assertThat(command("repair", "--plan", "--list")).isEqualTo(64);
        assertThat(cli.err()).contains("give one of --plan, --apply");
        assertThat(command("repair")).isEqualTo(64);
        assertThat(command("repair", "--plan", "--mode", "slow")).isEqualTo(64);
        assertThat(command("report", "--format", "pdf")).isEqualTo(64);
        assertThat(command("report", "--limit", "0")).isEqualTo(64);
    }

    private int command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments[0], "--config", config, "--module", "vuln"));
        all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        return cli.run(all.toArray(String[]::new));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : cli.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private JsonNode lastLine() throws IOException {
        List<JsonNode> lines = lines();
        return lines.get(lines.size() - 1);
    }

    private void fill() {
        try (Persistence persistence = Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open()) {
            for (String id : List.of("A-1", "A-2", "A-3")) {
                OsvLine.Advisory advisory =
                        (OsvLine.Advisory) Osv.read("{\"id\":\"" + id + "\",\"summary\":\"of " + id + "\"}");
                assertThat(persistence
                                .store(Advisories.TYPE)
                                .put(new Document(id, advisory.content()), Precondition.none())
                                .isApplied())
                        .isTrue();
            }
            assertThat(persistence.module("vuln").dualWrite().drain(java.time.Duration.ofMinutes(1)))
                    .isTrue();
        }
    }

    private static String value(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void run(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
