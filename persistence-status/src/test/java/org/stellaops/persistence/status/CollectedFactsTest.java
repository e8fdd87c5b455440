// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.status.internal.collect.ModuleProbe;
import org.stellaops.persistence.status.scene.SlowModule;

/** What the page says while stores hang or fail. */
class CollectedFactsTest {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final ObjectMapper json = new ObjectMapper();
    private final SlowModule module = new SlowModule();
    private final AtomicReference<Instant> now = new AtomicReference<>(BEGINNING);

    @Test
    void aStoreThatHangsMakesThePageOldAndNotHang() throws Exception {
        try (StatusPage page = open()) {
            await().until(() -> module(page).at("/pending/keys").asInt() == 7);
            module.hang();
            module.awaitHanging();
            now.set(BEGINNING.plusSeconds(60));

            JsonNode old = module(page);
            assertThat(old.path("stage").asText()).isEqualTo("shadow-read");
            assertThat(old.path("asOf").asText()).isEqualTo(BEGINNING.toString());
            assertThat(old.path("state").asText()).isEqualTo("attention");
            assertThat(old.path("reasons").toString()).contains("have not answered for some time");

            module.goOn();
            await().until(() -> module(page).path("asOf").isMissingNode());
        }
    }

    @Test
    void aStoreThatFailsLeavesTheLastAnswerWithItsTimeAndTheReason() throws Exception {
        try (StatusPage page = open()) {
            await().until(() -> module(page).at("/pending/keys").asInt() == 7);
            module.fail();

            await().until(() -> module(page).path("problem").isTextual());
            JsonNode failed = module(page);
            assertThat(failed.at("/pending/keys").asInt()).isEqualTo(7);
            assertThat(failed.path("problem").asText()).endsWith("the store was asked and does not answer");
            assertThat(failed.path("asOf").asText()).isEqualTo(BEGINNING.toString());
        }
    }

    @Test
    void gatesAreShownWithTheCommand() throws Exception {
        try (StatusPage page = open()) {
            await().until(() -> module(page).path("steps").size() == 2);
            JsonNode forward = module(page).at("/steps/0");
            assertThat(forward.path("to").asText()).isEqualTo("target-led");
            assertThat(forward.path("direction").asText()).isEqualTo("forward");
            assertThat(forward.path("allowed").asBoolean()).isFalse();
            assertThat(forward.path("changesLeader").asBoolean()).isTrue();
            assertThat(forward.at("/gates/0/evidence").asText()).isEqualTo("7 keys are pending");
            assertThat(forward.path("command").asText())
                    .isEqualTo("persistence cutover --config FILE --module slow --to target-led");
        }
    }

    @Test
    void equalSnapshotsAreToldOnceAndSilenceIsBroken() {
        try (StatusPage page = open()) {
            AtomicReference<Integer> told = new AtomicReference<>(0);
            page.documents().listen(it -> told.updateAndGet(count -> count + 1));
            await().until(() -> told.get() > 0);
            now.set(BEGINNING.plusSeconds(4));
            int before = told.get();
            await().until(() -> told.get() > before);
        }
    }

    private StatusPage open() {
        return StatusPageBuilder.of(List.<ModuleProbe>of(module))
                .clock(now::get)
                .askEvery(Duration.ofMillis(100))
                .start();
    }

    private JsonNode module(StatusPage page) throws JsonProcessingException {
        return json.readTree(page.find("status.json", "", "").orElseThrow().text())
                .at("/modules/0");
    }
}
