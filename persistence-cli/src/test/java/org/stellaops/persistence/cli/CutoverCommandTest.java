// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An operator moves a module by one command, there and back, and orders a step that gates refuse. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CutoverCommandTest {

    private static final int RECORDS = 20;

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aCutoverSaysWhatIsInTheWayAndThenHowLongWritesPaused(MongoEngine mongo, PostgresEngine postgres)
            throws IOException {
        String config = VulnConfig.write(folder, "cutover", mongo, postgres);
        records(config);

        assertThat(cutover(config, "--to", "shadow-read")).as("%s", cli.err()).isZero();
        assertThat(cutover(config, "--to", "target-led", "--dry-run")).isEqualTo(1);
        assertThat(cli.out())
                .contains("vuln: shadow-read -> target-led", "REFUSED  backfill advisories")
                .contains("run: persistence backfill --config FILE --module vuln")
                .contains("writes pause for about", "medium confidence: 0 key(s) pending", "Nothing was changed");
        assertThat(cutover(config, "--to", "target-led")).isEqualTo(1);
        assertThat(cli.out()).contains("vuln stays in shadow-read: ", "was never begun");

        assertThat(cli.run("backfill", "--config", config)).isZero();
        assertThat(cli.run("verify", "--config", config, "--keep")).isIn(0, 2);
        assertThat(cutover(config, "--to", "target-led", "--dry-run", "--json"))
                .as("%s", cli.out())
                .isZero();
        JsonNode plan = json.readTree(cli.out());
        assertThat(plan.path("allowed").asBoolean()).isTrue();
        assertThat(plan.at("/steps/0").asText()).isEqualTo("target-led");
        assertThat(plan.at("/gates").size()).isGreaterThan(5);

        assertThat(cutover(config, "--to", "target-led", "--json"))
                .as("%s %s", cli.out(), cli.err())
                .isZero();
        JsonNode done = json.readTree(cli.out());
        assertThat(done.path("reached").asBoolean()).isTrue();
        assertThat(done.path("pauseMillis").asLong()).isPositive();
        assertThat(done.at("/predictedPause/likelyMillis").asLong()).isPositive();
        assertThat(cli.err()).contains("legacy -> target", ": drain", ": decide");
        System.out.println("cutover: predicted=" + done.at("/predictedPause/likelyMillis") + "ms measured="
                + done.path("pauseMillis") + "ms");

        assertThat(cutover(config, "--to", "target-led")).isZero();
        assertThat(cli.out()).contains("nothing to do");
        assertThat(cutover(config, "--to", "dual-write")).as("%s", cli.out()).isZero();
        assertThat(cli.out())
                .contains("vuln: target-led -> shadow-read -> dual-write", "writes paused for", "set stage: dual-write")
                .contains("high confidence: 0 key(s) pending");
    }

    @Test
    void aForcedStepNeedsAReasonWhichIsKept(MongoEngine mongo, PostgresEngine postgres) throws IOException {
        String config = VulnConfig.write(folder, "cutover", mongo, postgres);
        assertThat(cutover(config, "--to", "target-led", "--force")).isEqualTo(64);
        assertThat(cli.err()).contains("--force needs --reason");
        assertThat(cutover(config, "--to", "target-led", "--reason", "because")).isEqualTo(64);
        assertThat(cutover(config, "--to", "nowhere")).isEqualTo(64);

        assertThat(cutover(
                        config,
                        "--to",
                        "target-led",
                        "--force",
                        "--reason",
                        "a drill with data of no value",
                        "--by",
                        "an operator"))
                .as("%s", cli.out())
                .isZero();
        try (Persistence persistence = open(config)) {
            assertThat(persistence.module("vuln").legacy().entries().list("override/"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.text())
                            .contains("a drill with data of no value", "an operator", "was never begun"));
        }
    }

    private int cutover(String config, String... arguments) {
        List<String> all = new ArrayList<>(List.of("cutover", "--config", config));
        all.addAll(List.of(arguments));
        return cli.run(all.toArray(String[]::new));
    }

    private static void records(String config) {
        try (Persistence persistence = open(config)) {
            for (int i = 0; i < RECORDS; i++) {
                OsvLine.Advisory advisory =
                        (OsvLine.Advisory) Osv.read("{\"id\":\"A-" + i + "\",\"summary\":\"fine\"}");
                assertThat(persistence
                                .store(Advisories.TYPE)
                                .put(new Document("A-" + i, advisory.content()), Precondition.none())
                                .isApplied())
                        .isTrue();
            }
            assertThat(persistence.module("vuln").dualWrite().drain(java.time.Duration.ofMinutes(1)))
                    .isTrue();
        }
    }

    private static Persistence open(String config) {
        return Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open();
    }
}
