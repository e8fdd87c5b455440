// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep;
import org.stellaops.persistence.modules.policy.PolicyModule;
import org.stellaops.persistence.runtime.OpenReassignment;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator at the command line gives tenants from cohort to cohort. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ReassignCommandTest {

    private static final String FIRST = "pilot: { tenants: \"acme, globex\" }, rest: {}";
    private static final String WANTED = "pilot: { tenants: globex }, rest: {}";

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    private MongoDatabaseName mongo;
    private PostgresDatabase postgres;

    @BeforeEach
    void create(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        mongo = mongoEngine.createDatabase();
        postgres = postgresEngine.createDatabase("reassign");
    }

    @Test
    void whatTheFileNamesIsPlannedAndMadeAndTheStatusShowsIt() throws IOException {
        serveOnce(write(FIRST));
        String wanted = write(WANTED);

        assertThat(reassign(wanted, "--dry-run")).as("%s", cli.err()).isZero();
        assertThat(cli.out()).contains("WOULD_GO pilot -> rest: tenants acme", "nothing was changed");
        assertThat(cli.run("status", "--config", wanted, "--module", "policy~pilot", "--json"))
                .isZero();
        assertThat(json.readTree(cli.out()).at("/legacy/generation").asLong(-1)).isZero();

        assertThat(reassign(wanted, "--by", "ada", "--reason", "ticket 4711", "--json"))
                .as("%s", cli.err())
                .isZero();
        JsonNode done = json.readTree(cli.out());
        assertThat(done.path("result").asText()).isEqualTo("REASSIGNED");
        assertThat(done.at("/made/0/giver").asText()).isEqualTo("pilot");
        assertThat(done.path("generation").asLong()).isEqualTo(1);

        assertThat(cli.run("status", "--config", wanted, "--module", "policy~pilot"))
                .isZero();
        assertThat(cli.out()).contains(", generation 1");
        assertThat(reassign(wanted, "--dry-run")).isZero();
        assertThat(cli.out()).contains("NOTHING_TO_DO", "generation 1");
        serveOnce(wanted);
        serveOnce(write(FIRST));
    }

    @Test
    void whatWasInterruptedIsUndoneOrGoneOnWith() throws IOException {
        serveOnce(write(FIRST));
        String wanted = write(WANTED);
        dieAfter(ReassignmentStep.Kind.LET_GO, wanted);

        assertThat(reassign(wanted, "--dry-run")).isZero();
        assertThat(cli.out()).contains("UNFINISHED pilot -> rest");
        assertThat(cli.run("status", "--config", wanted, "--module", "policy~pilot"))
                .isZero();
        assertThat(cli.out()).contains("generation 1, giving tenants");
        assertThat(reassign(wanted, "--undo", "--reason", "a mistake")).isZero();
        assertThat(cli.out()).contains("UNDONE pilot -> rest");
        assertThat(reassign(wanted, "--undo", "--reason", "a mistake")).isZero();
        assertThat(cli.out()).contains("NOTHING_TO_UNDO");

        dieAfter(ReassignmentStep.Kind.TAKEN, wanted);
        assertThat(reassign(wanted, "--undo", "--reason", "a mistake"))
                .as("the receiver had the tenants already")
                .isEqualTo(1);
        assertThat(cli.out()).contains("FINISHED pilot -> rest");
        assertThat(reassign(write(FIRST), "--reason", "back"))
                .as("%s", cli.err())
                .isZero();
        assertThat(cli.out()).contains("generation 3, rest -> pilot", "1 handover(s) were made");
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() throws IOException {
        String config = write(FIRST);
        assertThat(reassign(config, "--reason", "ticket 4711")).isEqualTo(1);
        assertThat(cli.out()).contains("REFUSED module policy was never served with cohorts");
        serveOnce(config);

        assertThat(reassign(write("canary: { tenants: acme }, rest: {}"), "--dry-run"))
                .isEqualTo(1);
        assertThat(cli.out()).contains("REFUSED", "the cohorts stay");
        assertThat(reassign(config)).isEqualTo(64);
        assertThat(cli.err()).contains("--reason is missing");
        assertThat(reassign(config, "--dry-run", "--undo")).isEqualTo(64);
        assertThat(cli.run("reassign", "--config", config, "--dry-run")).isEqualTo(64);
        assertThat(cli.err()).contains("--module is missing");
        assertThat(cli.run("reassign", "--config", config, "--module", "policy~pilot", "--dry-run"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("does not divide this module into cohorts, but [policy]");
        assertThat(cli.run("reassign", "--help")).isZero();
        assertThat(cli.out()).contains("--undo", "--dry-run", "Exit status");
    }

    private int reassign(String config, String... arguments) {
        List<String> all = new ArrayList<>(List.of("reassign", "--config", config, "--module", "policy"));
        all.addAll(List.of(arguments));
        return cli.run(all.toArray(String[]::new));
    }

    private static void serveOnce(String config) {
        Persistence.builder(Config.load(Path.of(config)))
                .modules(PolicyModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .open()
                .close();
    }

    private static void dieAfter(ReassignmentStep.Kind last, String config) {
        try (OpenReassignment reassignment = Persistence.builder(Config.load(Path.of(config)))
                .modules(PolicyModule.descriptor())
                .reassignment("policy")) {
            Object report = reassignment.carryOut("ada", "dies", step -> {
                if (step.kind() == last) {
                    throw new UnsupportedOperationException("the process dies here");
                }
            });
            throw new AssertionError("it went on: " + report);
        } catch (UnsupportedOperationException e) {
            assertThat(e).hasMessageContaining("dies here");
        }
    }

    private String write(String cohorts) throws IOException {
        return Files.writeString(folder.resolve("p" + cohorts.hashCode() + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { policy: { stage: legacy-only, cohorts: { %s } } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                cohorts))
                .toString();
    }
}
