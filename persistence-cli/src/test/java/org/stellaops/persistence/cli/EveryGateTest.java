// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.shadow.ReadContext;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.runtime.Persistence;

/** Each gate blocks, explains and clears, through an edit of the file, a call and a command. */
class EveryGateTest extends OnGateScene {

    @AfterEach
    void endTheWeekend() {
        CalendarGate.weekend = false;
    }

    @Test
    void backfillAndVerification() {
        scene.start(DUAL_WRITE);
        scene.put("A-", GateScene.RECORDS);
        scene.walk(SHADOW_READ);
        scene.blocks(TARGET_LED, "backfill advisories", "was never begun", "run: persistence backfill");
        assertThat(scene.run("backfill")).as("%s", scene.cli.err()).isZero();
        scene.blocks(TARGET_LED, "verification advisories", "was not verified", "run: persistence verify --keep");
        assertThat(scene.run("verify", "--keep")).isIn(0, 2);
        scene.clears(TARGET_LED);
    }

    @Test
    void preflight() {
        scene.gates("watch: 1ms, preflight: required").start(LEGACY_ONLY);
        scene.put("A-", GateScene.RECORDS);
        scene.blocks(DUAL_WRITE, "preflight advisories", "had no preflight", "persistence preflight --keep");
        assertThat(scene.run("preflight", "--keep")).as("%s", scene.cli.out()).isIn(0, 2);
        scene.clears(DUAL_WRITE);
    }

    /** The service has a file that only a command runs. */
    @Test
    void migrations() throws IOException {
        Path files = Files.createDirectories(folder.resolve("classes/db/vuln"));
        Path unused = Files.writeString(files.resolve("DM001_mark.sql"), """
                UPDATE vuln.advisories SET schema_version = 'read'
                WHERE id IN (SELECT id FROM vuln.advisories WHERE schema_version IS NULL LIMIT :batch)""");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader service =
                new URLClassLoader(new URL[] {folder.resolve("classes").toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(service);
            scene.readyToCutOver();
            scene.blocks(TARGET_LED, "migrations", "1 were not run: DM001_mark.sql", "run: persistence migrations run");
            assertThat(scene.run("migrations run"))
                    .as("%s %s", scene.cli.out(), scene.cli.err())
                    .isZero();
            scene.clears(TARGET_LED);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void openDivergencesAndTheQuietAfterThem() {
        scene.gates("watch: 1ms, quiet: 1h")
                .module("shadow-read: { sample-rate: 1.0 }", "")
                .readyToCutOver();
        try (MongoClient client = MongoClients.create(scene.mongo.connectionString())) {
            var unused = client.getDatabase(scene.mongo.name())
                    .getCollection("advisories")
                    .updateOne(Filters.eq("_id", "A-0"), Updates.set("summary", "past the library"));
        }
        scene.read(1);
        scene.blocks(
                TARGET_LED,
                "quiet",
                "a read met the last divergence",
                "after the last verification began",
                "verify --keep");
        assertThat(scene.vuln().verify())
                .extracting(VerificationReport::verdict)
                .contains(Verdict.FAIL);
        scene.blocks(TARGET_LED, "verification advisories", "says FAIL", "repair");
        assertThat(scene.vuln().preview(TARGET_LED).refused())
                .anySatisfy(it -> assertThat(it.describe()).contains("divergence(s) are open", "verify again"));

        scene.vuln().withdraw();
        var unused = scene.vuln().repair(Advisories.TYPE, RecordKey.global("A-0"));
        // Within one beat nobody knows which came first.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> scene.vuln().preview(TARGET_LED).refused().stream()
                        .noneMatch(it -> it.describe().contains("divergence PT0S ago")));
        scene.verify();
        scene.blocks(
                TARGET_LED,
                "quiet",
                "a read met the last divergence",
                "less than PT1H",
                "persistence.stages.gates.quiet");

        scene.gates("watch: 1ms, quiet: 1ms").start(TARGET_LED);
        assertThat(scene.vuln().ask(TARGET_LED)).isNotNull();
        scene.clears(TARGET_LED);
    }

    @Test
    void membersThatDoNotFollow() {
        scene.start(DUAL_WRITE);
        scene.put("A-", GateScene.RECORDS);
        Persistence late = scene.another(
                DUAL_WRITE,
                it -> it.replace("follow-interval: 100ms, lease: 1s", "follow-interval: 15m, lease: 1h"),
                it -> it.withoutReconcilers());
        scene.walk(SHADOW_READ);
        assertThat(scene.vuln().backfill()).isNotEmpty();
        scene.verify();
        scene.blocks(TARGET_LED, "members", "member ");
        scene.close(late);
        scene.clears(TARGET_LED);
    }

    @Test
    void backgroundTasks() {
        AtomicBoolean broken = new AtomicBoolean();
        ReadContext context = () -> () -> {
            if (broken.get()) {
                throw new AssertionError("injected");
            }
            return () -> {};
        };
        scene.module("shadow-read: { sample-rate: 1.0 }", "")
                .options(it -> it.readContext(context))
                .readyToCutOver();
        broken.set(true);
        for (int i = 0; i < 3; i++) {
            scene.read(1);
        }
        scene.blocks(TARGET_LED, "background", "shadow-reads failed 3 times in a row", "see its log");
        broken.set(false);
        scene.read(1);
        scene.clears(TARGET_LED);
    }

    @Test
    void coverageOfReads() {
        scene.gates("watch: 1ms, coverage: { least: 3 }")
                .module("shadow-read: { sample-rate: 1.0 }", "")
                .readyToCutOver();
        scene.blocks(TARGET_LED, "coverage", "no read is known", "persistence coverage");
        scene.read(1);
        scene.start(TARGET_LED);
        scene.blocks(TARGET_LED, "coverage", "find of advisories: used 1 times, compared 1, of 3", "sample-rate");
        scene.read(2);
        scene.start(TARGET_LED);
        assertThat(scene.vuln().ask(TARGET_LED)).isNotNull();
        scene.clears(TARGET_LED);
    }

    @Test
    void modulesThatRequireEachOther() {
        scene.module("requires: vex", "vex: { stage: legacy-only }").readyToCutOver();
        assertThat(scene.runOf("vex", "cutover", "--to", "legacy-only"))
                .as("%s", scene.cli.err())
                .isZero();
        scene.blocks(
                TARGET_LED,
                "requires vex",
                "vex is in legacy-only",
                "cutover --config FILE --module vex --to dual-write");
        assertThat(scene.runOf("vex", "cutover", "--to", "dual-write"))
                .as("%s %s", scene.cli.out(), scene.cli.err())
                .isZero();
        scene.clears(TARGET_LED);

        assertThat(scene.runOf("vex", "cutover", "--to", "legacy-only")).isEqualTo(1);
        assertThat(scene.cli.out())
                .contains("requires vex: vuln, which requires vex, is in target-led")
                .contains("run first: persistence cutover --config FILE --module vuln --to shadow-read");
    }

    @Test
    void signOff() {
        scene.gates("watch: 1ms, sign-off: { to: target-led, by: 'ada, grace' }")
                .readyToCutOver();
        scene.blocks(TARGET_LED, "sign-off", "nobody signed", "persistence sign-off", "as one of ada, grace");
        String[] byEve = {"--to", "target-led", "--by", "eve", "--reason", "hurry"};
        assertThat(scene.run("sign-off", byEve)).as("%s", scene.cli.err()).isZero();
        scene.blocks(TARGET_LED, "sign-off", "signed off by eve", "the word of eve does not count");
        assertThat(scene.run("sign-off", "--to", "target-led", "--by", "eve", "--reason", "sorry", "--withdraw"))
                .isZero();
        assertThat(scene.run("sign-off", "--to", "nowhere", "--by", "ada", "--reason", "r"))
                .isEqualTo(64);

        assertThat(scene.run("sign-off", "--to", "target-led", "--by", "ada", "--reason", "ticket 4711"))
                .isZero();
        scene.clears(TARGET_LED);
        assertThat(scene.vuln().auditTrail())
                .anySatisfy(it -> assertThat(it.action().evidence())
                        .anyMatch(said -> said.contains("signed off by ada") && said.contains("ticket 4711")));
        assertThat(scene.vuln().auditTrail().stream()
                        .map(it -> it.action().by() + " " + it.action().outcome())
                        .toList())
                .containsSubsequence("eve signed off", "eve taken back", "ada signed off");
    }

    @Test
    void aGateOfTheServiceItself() {
        scene.readyToCutOver();
        CalendarGate.weekend = true;
        scene.blocks(TARGET_LED, "calendar", "it is the weekend", "move on a working day");
        CalendarGate.weekend = false;
        scene.clears(TARGET_LED);
    }

    @Test
    void theCoolDownAfterARollback() {
        scene.readyToCutOver();
        var entries = scene.vuln().legacy().entries();
        assertThat(entries.insert(
                        "rollback",
                        "{\"reason\":\"20 of 100 calls failed\",\"coolDown\":\"3600000\",\"served\":\"0\"}"))
                .isTrue();
        scene.blocks(
                TARGET_LED, "cool-down", "rolled back automatically", "20 of 100 calls failed", "rollback.cool-down");
        assertThat(entries.replace(
                        entries.find("rollback").orElseThrow(),
                        "{\"reason\":\"20 of 100 calls failed\",\"coolDown\":\"1\",\"served\":\"0\"}"))
                .isTrue();
        scene.clears(TARGET_LED);
    }

    @Test
    void theWatchWindowBeforeTheLastStage() {
        scene.gates("watch: 24h").readyToCutOver();
        scene.walk(RAMP_DOWN);
        scene.verify();
        scene.blocks(TARGET_ONLY, "watch", "the target has led for", "persistence.stages.gates.watch");
        scene.gates("watch: 1ms").start(TARGET_ONLY);
        assertThat(scene.vuln().ask(TARGET_ONLY)).isNotNull();
        scene.clears(TARGET_ONLY);
    }

    @Test
    void aRehearsalSaysWhatItMeasuredAndLeavesTheGatesOpen() throws Exception {
        scene.readyToCutOver();
        assertThat(scene.run("rehearse", "--to", "ramp-down")).isEqualTo(64);
        assertThat(scene.run("rehearse", "--to", "target-led", "--max-pause", "1"))
                .isEqualTo(64);

        assertThat(scene.run("rehearse", "--to", "target-led", "--max-pause", "30000", "--stay", "1", "--json"))
                .as("%s %s", scene.cli.out(), scene.cli.err())
                .isZero();

        JsonNode report = new ObjectMapper().readTree(scene.cli.out());
        assertThat(report.path("passed").asBoolean()).isTrue();
        assertThat(report.path("stage").asText()).isEqualTo("shadow-read");
        assertThat(report.path("pauseThereMillis").asLong()).isBetween(1L, 30_000L);
        assertThat(report.path("pauseBackMillis").asLong()).isBetween(1L, 30_000L);
        assertThat(report.path("whileTargetLed").findValuesAsText("verdict")).contains("PASS");
        assertThat(report.path("afterwards").findValuesAsText("verdict")).contains("PASS");
        assertThat(report.path("divergences").asLong()).isZero();
        assertThat(scene.cli.err()).contains("the lead goes to the target", "the lead goes back");

        CalendarGate.weekend = true;
        assertThat(scene.run("rehearse", "--to", "target-led", "--max-pause", "30000"))
                .isEqualTo(1);
        assertThat(scene.cli.out()).contains("NOT PASSED  calendar: it is the weekend", "REFUSED  calendar");
        CalendarGate.weekend = false;
        assertThat(scene.run("cutover", "--to", "target-led"))
                .as("%s", scene.cli.out())
                .isZero();
    }
}
