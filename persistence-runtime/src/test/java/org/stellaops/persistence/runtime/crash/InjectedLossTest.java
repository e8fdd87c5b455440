// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.crash.AtRest.Findings;
import org.stellaops.persistence.runtime.crash.RawStores.Raw;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Operation.Effect;
import org.stellaops.persistence.simulator.Operation.Kind;

/** The judgement of a crash run can fail: whatever is damaged behind everyone's back is found, and nothing else. */
class InjectedLossTest {

    private static final int TRIES = 10_000;
    private static final int WRITES = 600;
    private static final int LONGEST_MILLIS = 60_000;
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(1);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);
    private static final RecordKey NOTE = RecordKey.of("acme", "planted");
    private static final RecordKey ROLLED_BACK = RecordKey.global("rolled-back");
    private static final RecordKey RESURRECTED = RecordKey.global("resurrected");

    @TempDir
    private Path folder;

    @Test
    void everyInjectedDifferenceIsFoundAndNothingElse() throws IOException, SQLException, InterruptedException {
        try (Scene scene = new Scene(folder, Timeouts.PATIENT);
                RawStores stores = new RawStores(scene.databases())) {
            History history = load(scene);
            Document old = writtenAndReplaced(scene, stores, history);
            Document deleted = writtenAndDeleted(scene, stores, history);
            assertThat(scene.drain(LONGEST_DRAIN)).isEmpty();
            AtRest atRest = new AtRest(stores);
            assertThat(atRest.judge(history).isClean()).isTrue();

            Deque<RecordKey> keys = new ArrayDeque<>(unharmed(stores));
            RecordKey gone = keys.removeFirst();
            stores.removeFromLegacy(gone);
            stores.removeFromTarget(gone);
            stores.restoreInLegacy(ROLLED_BACK, old);
            stores.restoreInLegacy(RESURRECTED, deleted);
            RecordKey missing = keys.removeFirst();
            stores.removeFromTarget(missing);
            RecordKey changed = keys.removeFirst();
            stores.changeInTarget(changed, "nobody");

            Findings found = new AtRest(stores).judge(history);
            assertThat(found.lost()).hasSize(3);
            assertThat(found.lost())
                    .anySatisfy(it -> assertThat(it)
                            .contains("calls on " + gone)
                            .contains("at rest found nothing, effect CERTAIN  <-- unexplained"))
                    .anySatisfy(it -> assertThat(it).contains("calls on " + ROLLED_BACK))
                    .anySatisfy(it -> assertThat(it).contains("calls on " + RESURRECTED));
            assertThat(found.differences())
                    .hasSize(5)
                    .anySatisfy(
                            it -> assertThat(it).contains(RESURRECTED + " in MongoDB", "was deleted by its tombstone"));
            for (RecordKey key : List.of(ROLLED_BACK, RESURRECTED, missing, changed)) {
                assertThat(found.differences()).anySatisfy(it -> assertThat(it).startsWith(key + " "));
            }
            assertThat(ask(scene, "verify")).startsWith("differs ");
            assertThat(atRest.judge(new History()).lost())
                    .hasSize(3)
                    .allSatisfy(it -> assertThat(it).contains("earlier round"));
        }
    }

    @Test
    void aRecordThatNobodyWroteIsFound() throws IOException, SQLException, InterruptedException {
        try (Scene scene = new Scene(folder, Timeouts.PATIENT);
                RawStores stores = new RawStores(scene.databases())) {
            scene.lead().moveTo(Stage.TARGET_LED, scene.services(), LONGEST_MOVE);
            put(scene, new History(), NOTE, "secret");
            assertThat(scene.drain(LONGEST_DRAIN)).isEmpty();

            Findings found = new AtRest(stores).judge(new History());

            assertThat(found.differences()).isEmpty();
            assertThat(found.lost()).containsExactly(NOTE + " is there and nobody wrote it");
        }
    }

    private static History load(Scene scene) throws InterruptedException {
        scene.lead().moveTo(Stage.DUAL_WRITE, scene.services(), LONGEST_MOVE);
        Load load = new Load(new Keys(1, WRITES), scene.lead(), () -> false, WRITES);
        load.start(scene.services(), 1, 1);
        while (!load.hasEnough()) {
            Thread.sleep(1);
        }
        load.stop();
        // A delete that another process completed may stay unknown; what the test harms was answered with certainty.
        assertThat(load.tally().of(Tally.UNKNOWN))
                .as(load.tally().describe("answer "))
                .isLessThanOrEqualTo(WRITES / 100);
        return load.history();
    }

    private static Document writtenAndReplaced(Scene scene, RawStores stores, History history) throws IOException {
        put(scene, history, ROLLED_BACK, "first");
        Document old = replicated(stores, ROLLED_BACK);
        put(scene, history, ROLLED_BACK, "second");
        return old;
    }

    private static Document writtenAndDeleted(Scene scene, RawStores stores, History history) throws IOException {
        put(scene, history, RESURRECTED, "first");
        Document old = replicated(stores, RESURRECTED);
        int call = history.begin("test", RESURRECTED, Kind.DELETE, Optional.empty());
        assertThat(ask(scene, "delete " + CrashTypes.textOf(RESURRECTED))).startsWith("applied ");
        history.end(call, Effect.CERTAIN);
        return old;
    }

    /** A document that is put back with a pending flag would be taken up by a service, and be no difference any more. */
    private static Document replicated(RawStores stores, RecordKey key) {
        return await().atMost(LONGEST_DRAIN)
                .until(
                        () -> stores.inLegacy(key),
                        it -> !it.get("_sync", Document.class).containsKey("pending"));
    }

    private static void put(Scene scene, History history, RecordKey key, String value) throws IOException {
        int call = history.begin("test", key, Kind.PUT, Optional.of(value));
        String line = "put " + CrashTypes.textOf(key) + " " + value + " none";
        String answer = ask(scene, line);
        // Until the service has followed the leader.
        for (int tries = 1; tries < TRIES && answer.startsWith("not-applied OUT_OF_DATE"); tries++) {
            answer = ask(scene, line);
        }
        assertThat(answer).startsWith("applied ");
        history.end(call, Effect.CERTAIN);
    }

    private static List<RecordKey> unharmed(RawStores stores) {
        Map<RecordKey, Raw> all = stores.legacy();
        all.remove(ROLLED_BACK);
        return List.copyOf(all.keySet());
    }

    private static String ask(Scene scene, String line) throws IOException {
        return scene.services().get(0).ask(line, LONGEST_MILLIS);
    }
}
