// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spring.test.PersistenceTest;

/** An operator edits one file, and the running service walks through all stages. */
@PersistenceTest
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "STAGES_FILE=target/stages.yml",
            "WATCH=1s",
            // Spring Boot exports no meters in tests otherwise.
            "management.prometheus.metrics.export.enabled=true",
            "persistence.stages.poll-interval=100ms",
            "persistence.stages.follow-interval=200ms",
            "persistence.stages.gates.watch=${WATCH:24h}"
        })
class StagesByConfigurationTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path FILE = Path.of("target/stages.yml");

    @Autowired
    private Persistence persistence;

    @Autowired
    private Environment environment;

    private OrdersClient client;

    /** The file is there before the application starts, because it is imported by its existence. */
    static {
        write(Stage.LEGACY_ONLY);
    }

    @BeforeEach
    void connect() {
        client = new OrdersClient(environment.getRequiredProperty("local.server.port", int.class));
    }

    private static void write(Stage stage) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, "persistence:\n  modules:\n    shop:\n      stage: " + stage.configName() + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theServiceWalksThroughAllStagesByItsConfigurationAlone() {
        PersistenceModule shop = persistence.module("shop");
        List<String> written = new ArrayList<>();
        work(Stage.LEGACY_ONLY, written);
        for (Stage next : Stage.LEGACY_ONLY.walkTo(Stage.TARGET_ONLY)) {
            write(next);
            if (next == Stage.TARGET_LED) {
                seesWhatIsInTheWay(next);
                assertThat(shop.backfill()).allMatch(BackfillRun::isFinished);
            }
            if (next == Stage.TARGET_LED || next == Stage.TARGET_ONLY) {
                assertThat(shop.verify())
                        .extracting(VerificationReport::verdict)
                        .containsOnly(Verdict.PASS);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    client.get("/actuator/persistence/shop").body())
                            .contains("\"stage\":\"" + next.configName() + "\""));
            work(next, written);
        }
        serveMeters();
        System.out.println("spring-service: boot=" + SpringBootVersion.getVersion() + " stages=" + Stage.values().length
                + " orders=" + written.size());
    }

    /** In each stage a write is acknowledged, and everything that was written before is there. */
    private void work(Stage stage, List<String> written) {
        String id = "o-" + stage.configName();
        assertThat(client.put("acme", id)).isEqualTo(200);
        written.add(id);
        for (String it : written) {
            assertThat(client.get("/acme/orders/" + it).body()).contains(it, "tea");
            assertThat(client.get("/another/orders/" + it).statusCode()).isEqualTo(404);
        }
    }

    private void seesWhatIsInTheWay(Stage next) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                client.get("/actuator/persistence/shop").body())
                        .contains(
                                "\"wish\":\"" + next.configName() + "\"",
                                "the backfill of orders was never begun",
                                "persistence backfill --config FILE --module shop"));
        String dryRun = client.post("/actuator/persistence/shop", "{\"to\":\"target-led\",\"dryRun\":true}")
                .body();
        assertThat(dryRun).contains("\"allowed\":false", "was never begun", "\"predictedPause\":{\"likelyMillis\":");
        assertThat(client.post("/actuator/persistence/shop", "{\"to\":\"target-led\"}")
                        .body())
                .contains("\"moved\":false", "was never begun");
        assertThat(client.post("/actuator/persistence/shop", "{\"to\":\"nowhere\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.get("/actuator/persistence/nobody").statusCode()).isEqualTo(404);
        // The call withdrew what the file asked for: an edit asks again.
        write(Stage.SHADOW_READ);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                client.get("/actuator/persistence/shop").body())
                        .contains("\"configured\":\"shadow-read\""));
        write(next);
    }

    @Test
    void theStatusPageIsServedByTheActuator() {
        assertThat(client.get("/actuator/persistencestatus").body())
                .contains("<title>Persistence status</title>", "src=\"persistencestatus/app.js\"");
        assertThat(client.get("/actuator/persistencestatus/app.js").headers().firstValue("Content-Type"))
                .hasValueSatisfying(it -> assertThat(it).startsWith("text/javascript"));
        assertThat(client.get("/actuator/persistencestatus/charts/uPlot.min.css")
                        .body())
                .contains(".uplot");
        assertThat(client.get("/actuator/persistencestatus/status.json").body())
                .contains("\"service\":\"orders\"", "\"name\":\"shop\"", "\"actions\":false");
        assertThat(client.get("/actuator/persistencestatus/history.json?module=shop")
                        .body())
                .contains("stepSeconds");
        assertThat(client.get("/actuator/persistencestatus/nothing").statusCode())
                .isEqualTo(404);
    }

    private void serveMeters() {
        assertThat(client.get("/actuator/prometheus").body())
                .contains("persistence_stage", "persistence_writes", "persistence_store_seconds_count");
    }
}
