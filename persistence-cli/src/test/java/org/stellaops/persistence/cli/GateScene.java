// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A service of the module vuln with its configuration file, and an operator with the command line beside it. */
final class GateScene implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final int RECORDS = 5;

    final CommandRun cli = new CommandRun();
    final MongoDatabaseName mongo;
    final PostgresDatabase postgres;
    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final List<Persistence> opened = new ArrayList<>();
    private String gates = "watch: 1ms";
    private String module = "";
    private String more = "";
    private UnaryOperator<PersistenceBuilder> options = it -> it;
    private Optional<Persistence> service = Optional.empty();

    GateScene(Path folder, MongoDatabaseName mongo, PostgresDatabase postgres) {
        this.mongo = mongo;
        this.postgres = postgres;
        this.file = folder.resolve("app.yaml");
    }

    /** What {@code persistence.stages.gates} says, from the next start of the service on. */
    GateScene gates(String yaml) {
        gates = yaml;
        return this;
    }

    /** Further keys of the module, and further modules. */
    GateScene module(String keys, String others) {
        module = keys;
        more = others;
        return this;
    }

    GateScene options(UnaryOperator<PersistenceBuilder> other) {
        options = other;
        return this;
    }

    /** Starts the service, again if it runs, with a stage in its file. */
    void start(Stage stage) {
        service.ifPresent(this::close);
        write(stage);
        service = Optional.of(open(Config.load(file), options));
    }

    /** Another process of the module, whose configuration the caller changes. */
    Persistence another(Stage stage, UnaryOperator<String> yaml, UnaryOperator<PersistenceBuilder> other) {
        return open(Config.parse(yaml.apply(yaml(stage)), java.util.Map.of()), other);
    }

    private Persistence open(Config config, UnaryOperator<PersistenceBuilder> other) {
        Persistence persistence = other.apply(Persistence.builder(config)
                        .modules(VulnModule.descriptor())
                        .meters(new SimpleMeterRegistry()))
                .open();
        opened.add(persistence);
        return persistence;
    }

    PersistenceModule vuln() {
        return service.orElseThrow().module("vuln");
    }

    /** In shadow-read with records in both stores, and every gate of the default set open. */
    void readyToCutOver() {
        start(Stage.DUAL_WRITE);
        put(service.orElseThrow(), "A-", RECORDS);
        walk(Stage.SHADOW_READ);
        assertThat(vuln().backfill()).allMatch(BackfillRun::isFinished);
        verify();
    }

    void verify() {
        assertThat(vuln().dualWrite().drain(PATIENCE)).isTrue();
        assertThat(vuln().verify())
                .extracting(VerificationReport::verdict)
                .contains(Verdict.PASS)
                .doesNotContain(Verdict.FAIL);
    }

    void walk(Stage end) {
        for (Stage next : vuln().stage().walkTo(end)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(vuln().moveTo(next)).isInstanceOf(MoveResult.Moved.class));
        }
    }

    void put(String prefix, int count) {
        put(service.orElseThrow(), prefix, count);
    }

    static void put(Persistence persistence, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            OsvLine.Advisory advisory = (OsvLine.Advisory)
                    Osv.read("{\"id\":\"" + prefix + i + "\",\"summary\":\"about " + prefix + i + "\"}");
            assertThat(persistence
                            .store(Advisories.TYPE)
                            .put(new Document(prefix + i, advisory.content()), Precondition.none())
                            .isApplied())
                    .isTrue();
        }
    }

    void read(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(service.orElseThrow().store(Advisories.TYPE).find("A-0")).isPresent();
        }
        await().atMost(PATIENCE).until(() -> vuln().shadowReadsAreIdle());
    }

    /** The gate refuses the step and says why and what helps, to the command, to a call, and to an edit of the file. */
    void blocks(Stage to, String gate, String... words) {
        JsonNode refused = awaitRefused(to, gate);
        String said = refused.path("evidence").asText() + "; "
                + refused.path("remedy").asText();
        assertThat(said).contains(words);
        assertThat(refused.path("remedy").asText()).isNotBlank();

        Stage before = vuln().stage();
        assertThat(vuln().moveTo(to))
                .isInstanceOfSatisfying(
                        MoveResult.Refused.class,
                        it -> assertThat(it.reasons())
                                .anySatisfy(reason ->
                                        assertThat(reason).startsWith(gate).contains(words)));

        // A call withdraws what the file asked for, and only a change of the file asks anew.
        write(before);
        await().atMost(PATIENCE).until(() -> vuln().stageStatus().configured() == before);
        write(to);
        await().atMost(PATIENCE)
                .until(() -> vuln().stageStatus().reasons().stream()
                        .anyMatch(it -> it.startsWith(gate) && it.contains(words[0])));
        assertThat(vuln().stage()).isEqualTo(before);
    }

    private JsonNode awaitRefused(Stage to, String gate) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            if (dryRun(to) != 1) {
                return false;
            }
            found.clear();
            StreamSupport.stream(json.readTree(cli.out()).path("gates").spliterator(), false)
                    .filter(it -> it.path("gate").asText().startsWith(gate))
                    .filter(it -> !it.path("passed").asBoolean())
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Nothing stands in the way any more: not for the command, and the step that the file asks for is made. */
    void clears(Stage to) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(dryRun(to)).as("%s %s", cli.out(), cli.err()).isZero());
        await().atMost(PATIENCE)
                .until(() -> vuln().stage() == to || vuln().preview(to).isAllowed());
        await().atMost(PATIENCE).until(() -> vuln().stage() == to);
    }

    private int dryRun(Stage to) {
        return run("cutover", "--to", to.configName(), "--dry-run", "--json");
    }

    /** An operator's command about the module. */
    int run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of("--config", file.toString(), "--module", "vuln"));
        all.addAll(List.of(arguments));
        return cli.run(all.toArray(String[]::new));
    }

    /** An operator's command about another module of the file. */
    int runOf(String other, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", file.toString(), "--module", other));
        return cli.run(all.toArray(String[]::new));
    }

    void sql(String statement) {
        try (Connection connection = postgres.connect();
                Statement sql = connection.createStatement()) {
            boolean unused = sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Stage stage) {
        try {
            // At once: a file that is written in two steps may be read in between.
            Path next = Files.writeString(file.resolveSibling("next.yaml"), yaml(stage));
            Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String yaml(Stage stage) {
        return """
                persistence:
                  mongo: { uri: "%s", database: %s, connect-timeout: 2s, server-selection-timeout: 2s, deadline: 5s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s", connect-timeout: 2s }
                  stages: { poll-interval: 50ms, follow-interval: 100ms, lease: 1s, gates: { %s } }
                  modules:
                    vuln: { stage: %s, %s }
                %s""".formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        gates,
                        stage.configName(),
                        module,
                        more.isEmpty() ? "" : "    " + more + "\n");
    }

    void close(Persistence persistence) {
        persistence.close();
        opened.remove(persistence);
    }

    @Override
    public void close() {
        opened.forEach(Persistence::close);
        opened.clear();
    }
}
