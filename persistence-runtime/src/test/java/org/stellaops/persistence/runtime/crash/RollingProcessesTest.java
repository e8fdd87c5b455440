// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.crash.StartOptions.Version;

/**
 * Three services in processes of their own, replaced one by one under load by a version with one more type and then by one with a
 * type less, through the walk and back, with the default gates. Stages are asked for by edits of files.
 *
 * <p>Takes a minute: {@code -Drolling.processes=true}.
 */
@EnabledIfSystemProperty(named = "rolling.processes", matches = "true")
class RollingProcessesTest {

    private static final Path FOLDER = Path.of("target", "rolling-processes");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration ONE_TRY = Duration.ofSeconds(20);
    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final int BETWEEN_LOOKS_MILLIS = 100;
    private static final int SERVICES = 3;
    private static final int MORE = 150;
    private static final int KEYS = 2_000;

    private final List<Version> versions =
            Collections.synchronizedList(new ArrayList<>(Collections.nCopies(SERVICES, Version.FORMER)));
    private final Keys keys = Keys.quiet(1, KEYS);

    @Test
    void versionsWithOtherTypesAreReplacedOneByOneUnderLoad() throws Exception {
        Files.createDirectories(FOLDER);
        try (Scene scene = new Scene(FOLDER, Timeouts.PATIENT, starts());
                RawStores stores = new RawStores(scene.databases())) {
            Load load = new Load(keys, scene.lead(), () -> false, 0).gently();
            load.start(scene.services(), 1, 1);
            forward(scene, load);
            back(scene, load);
            load.stop();
            replace(scene, 0, Version.CURRENT);
            scene.lead().moveTo(Stage.DUAL_WRITE, scene.services(), LONGEST);
            judge(scene, load, stores);
        }
    }

    private List<Supplier<StartOptions>> starts() {
        List<Supplier<StartOptions>> starts = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            int index = i;
            starts.add(() -> new StartOptions(versions.get(index), Duration.ZERO, true));
        }
        return starts;
    }

    private void forward(Scene scene, Load load) throws InterruptedException {
        more(load);
        scene.lead().moveTo(Stage.DUAL_WRITE, scene.services(), LONGEST);
        replace(scene, 0, Version.CURRENT);
        awaitAnswer(scene, 0, "backfill", "finished");
        scene.lead().moveTo(Stage.SHADOW_READ, scene.services(), LONGEST);
        more(load);
        // The former version would leave the badges of the current one behind.
        awaitRefusal(scene, 2, Stage.TARGET_LED, "badges");
        replace(scene, 1, Version.CURRENT);
        replace(scene, 2, Version.CURRENT);
        awaitAnswer(scene, 0, "backfill", "finished");
        moveWithEvidence(scene, Stage.TARGET_LED);
        more(load);
    }

    private void back(Scene scene, Load load) throws InterruptedException {
        keys.leaveOutNotes();
        replace(scene, 0, Version.LATER);
        replace(scene, 1, Version.LATER);
        awaitAnswer(scene, 2, "pending NOTES", "pending 0");
        replace(scene, 2, Version.LATER);
        scene.lead().moveTo(Stage.RAMP_DOWN, scene.services(), LONGEST);
        more(load);
        scene.lead().moveTo(Stage.TARGET_LED, scene.services(), LONGEST);
        awaitRefusal(scene, 0, Stage.SHADOW_READ, "notes");
        awaitAnswer(scene, 1, "retire notes", "retired");
        scene.lead().moveTo(Stage.LEGACY_ONLY, scene.services(), LONGEST);
        more(load);
    }

    private void judge(Scene scene, Load load, RawStores stores) throws InterruptedException, SQLException {
        assertThat(scene.drain(LONGEST)).isEmpty();
        AtRest.Findings findings = new AtRest(stores).judge(load.history());
        System.out.println("rolling-deploy: processes=" + SERVICES + " replaced="
                + scene.services().stream().mapToInt(ServiceProcess::deaths).sum() + " acknowledged="
                + load.acknowledged() + " refused=" + load.tally().of(Tally.REFUSED) + " unknown="
                + (load.tally().of(Tally.UNKNOWN) + load.tally().of(Tally.UNANSWERED)) + " compared="
                + findings.compared() + " lost=" + findings.lost().size() + " different="
                + findings.differences().size());
        assertThat(load.brokenAnswers()).isEmpty();
        assertThat(findings.lost()).isEmpty();
        assertThat(findings.differences()).isEmpty();
    }

    private void replace(Scene scene, int index, Version next) throws InterruptedException {
        versions.set(index, next);
        ServiceProcess service = scene.services().get(index);
        service.stop();
        until("service " + service.name() + " is up", service::isReady);
    }

    /** Each process has its own divergences, and whichever is asked first moves. */
    private static void moveWithEvidence(Scene scene, Stage next) throws InterruptedException {
        long began = System.nanoTime();
        Optional<String> left = Optional.of("not tried");
        while (left.isPresent() && System.nanoTime() - began < LONGEST.toNanos()) {
            for (ServiceProcess it : scene.services()) {
                String unused = it.askAgain("verify", LONGEST_ANSWER_MILLIS);
            }
            left = scene.lead().moveFirst(next, scene.services(), ONE_TRY);
        }
        assertThat(left).isEmpty();
        scene.lead().moveTo(next, scene.services(), LONGEST);
    }

    private static void awaitAnswer(Scene scene, int index, String question, String answer)
            throws InterruptedException {
        ServiceProcess service = scene.services().get(index);
        until(
                question + " says " + answer,
                () -> service.askAgain(question, LONGEST_ANSWER_MILLIS).startsWith(answer));
    }

    /** Its file asks for a stage that it must not bring about; then it asks for where the module stands again. */
    private static void awaitRefusal(Scene scene, int index, Stage asked, String reason) throws InterruptedException {
        ServiceProcess service = scene.services().get(index);
        Stage stands = scene.lead().wanted();
        boolean isNews = service.file().ask(asked);
        assertThat(isNews).isTrue();
        until("asking for " + asked + " is refused for want of " + reason, () -> {
            String standing = service.askAgain("standing", LONGEST_ANSWER_MILLIS);
            return standing.startsWith(stands + " " + stands + " " + asked) && standing.contains(reason);
        });
        assertThat(service.file().ask(stands)).isTrue();
        until(
                "nothing is asked for",
                () -> service.askAgain("standing", LONGEST_ANSWER_MILLIS).startsWith(stands + " " + stands + " -"));
    }

    private static void more(Load load) throws InterruptedException {
        long enough = load.acknowledged() + MORE;
        until(MORE + " more writes are acknowledged", () -> load.acknowledged() >= enough);
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void until(String what, Condition condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - began > LONGEST.toNanos()) {
                throw new IllegalStateException("after " + LONGEST + " it is not so that " + what);
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }
}
