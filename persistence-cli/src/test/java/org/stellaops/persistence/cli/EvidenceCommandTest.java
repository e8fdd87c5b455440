// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.evidence.EvidenceBundle;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A module walks through all stages; its bundle says so, verifies, and does not with any byte flipped. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class EvidenceCommandTest {

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aBundleOfAWholeWalkVerifiesAndNoFlippedByteDoes(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        String config = write(mongo, postgres, Stage.LEGACY_ONLY);
        walk(config);
        config = write(mongo, postgres, Stage.TARGET_ONLY);

        assertThat(cli.run("evidence", "--config", config, "--out", folder.toString()))
                .as("%s", cli.err())
                .isZero();
        Path bundle = folder.resolve("evidence-vuln.json");
        Path page = folder.resolve("evidence-vuln.html");
        assertThat(cli.run("evidence", "verify", bundle.toString()))
                .as("%s", cli.out())
                .isZero();
        assertThat(cli.out()).contains("sound; module vuln");
        assertThat(cli.run("evidence", "verify", page.toString()))
                .as("%s", cli.out())
                .isZero();
        assertThat(Files.readString(page)).doesNotContain("http://", "https://", "src=");

        JsonNode trail = json.readTree(Files.readString(bundle)).path("trail");
        List<String> kinds = StreamSupport.stream(trail.spliterator(), false)
                .map(it -> it.path("kind").asText() + " " + it.path("subject").asText())
                .toList();
        assertThat(kinds)
                .contains(
                        "STAGE_MOVED legacy-only -> dual-write",
                        "BACKFILLED advisories",
                        "VERIFIED advisories",
                        "STAGE_REFUSED shadow-read -> target-led",
                        "STAGE_MOVED shadow-read -> target-led",
                        "STAGE_MOVED ramp-down -> target-only");
        assertThat(trail.findValuesAsText("by")).contains("an operator <ops&co>");
        assertThat(trail.findValuesAsText("reason")).contains("a drill </script><b> \\u003c");

        int flipped = flip(Files.readAllBytes(bundle)) + flip(Files.readAllBytes(page));
        byte[] changed = Files.readAllBytes(bundle);
        changed[changed.length / 2] ^= 1;
        Files.write(bundle, changed);
        assertThat(cli.run("evidence", "verify", bundle.toString())).isEqualTo(1);
        assertThat(cli.out()).contains("NOT what was written");
        System.out.println("evidence-bundle: records=" + trail.size() + " flipped=" + flipped + " unnoticed=0");
    }

    /** The whole of a small file would take minutes: bytes all over it, the first and last ones among them. */
    private static int flip(byte[] file) {
        SplittableRandom random = new SplittableRandom(7);
        int tries = Integer.getInteger("evidence.flips", 300);
        for (int i = 0; i < tries; i++) {
            int at = i == 0 ? 0 : i == 1 ? file.length - 1 : random.nextInt(file.length);
            byte[] changed = file.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(EvidenceBundle.verify(changed).isSound())
                    .as("byte %s of %s", at, file.length)
                    .isFalse();
        }
        return tries;
    }

    private void walk(String config) {
        try (Persistence persistence = Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .operator("an operator <ops&co>")
                .open()) {
            PersistenceModule vuln = persistence.module("vuln");
            OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read("{\"id\":\"A-1\",\"summary\":\"fine\"}");
            assertThat(persistence
                            .store(Advisories.TYPE)
                            .put(new Document("A-1", advisory.content()), Precondition.none())
                            .isApplied())
                    .isTrue();
            move(vuln, Stage.DUAL_WRITE);
            move(vuln, Stage.SHADOW_READ);
            assertThat(vuln.moveTo(Stage.TARGET_LED).isMoved()).isFalse();
            assertThat(vuln.backfill()).isNotEmpty();
            assertThat(vuln.verify()).isNotEmpty();
            move(vuln, Stage.TARGET_LED);
            move(vuln, Stage.RAMP_DOWN);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> vuln.moveTo(
                                    Stage.TARGET_ONLY, new GateOverride("an operator", "a drill </script><b> \\u003c"))
                            .isMoved());
            assertThat(AuditRecord.firstFault(vuln.auditTrail())).isZero();
        }
    }

    private static void move(PersistenceModule module, Stage next) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(module.moveTo(next)).isInstanceOf(MoveResult.Moved.class));
    }

    private String write(MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) throws IOException {
        return Files.writeString(folder.resolve(stage.configName() + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { vuln: { stage: %s } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                stage.configName()))
                .toString();
    }
}
