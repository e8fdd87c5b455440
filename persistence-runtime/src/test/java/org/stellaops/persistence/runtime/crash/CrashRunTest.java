// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two services of their own processes under load on both databases, while services, databases and the ways between them fail
 * at random moments. After each round nothing that was acknowledged is lost and both stores are equal.
 *
 * <p>{@code -Dcrash.rounds}, {@code -Dcrash.writes} (acknowledged in a round, at least), {@code -Dcrash.faults} (in a round) and
 * {@code -Dcrash.seed}. The seed decides which faults come and what they choose; when they meet which statement is up to the
 * machine. {@code -Dcrash.skip} leaves out so many rounds of a seed, so that a later one is played again.
 */
class CrashRunTest {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 2);
    private static final long WRITES = Long.getLong("crash.writes", 1_000);
    private static final int FAULTS = Integer.getInteger("crash.faults", 8);
    private static final int SKIPPED = Integer.getInteger("crash.skip", 0);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final Path FOLDER = Path.of("target", "crash-run");

    @Test
    void nothingAcknowledgedIsLostAndBothStoresAreEqual() throws IOException, SQLException, InterruptedException {
        CrashLog log = new CrashLog(FOLDER, "crash-run");
        Tally all = new Tally();
        List<String> wrong = new ArrayList<>();
        long lost = 0;
        int played = 0;
        int deaths = 0;
        long began = System.nanoTime();
        Starts starts = new Starts(SEED);
        Tally kinds;
        try (Scene scene = new Scene(FOLDER, Timeouts.SHORT, List.of(starts::ofFirst, starts::ofSecond));
                RawStores stores = new RawStores(scene.databases())) {
            log.say("seed=" + SEED + " engines: " + scene.databases().describe() + " disk="
                    + scene.databases().disk().directory().map(it -> "tmpfs").orElse("not-available"));
            FaultSchedule faultSchedule = new FaultSchedule(SEED);
            AtRest atRest = new AtRest(stores);
            for (int i = 0; i < SKIPPED; i++) {
                var unused = faultSchedule.next(FAULTS);
            }
            while (played < ROUNDS && wrong.isEmpty()) {
                played++;
                int number = SKIPPED + played;
                long from = System.nanoTime();
                Round.Result result =
                        new Round(scene, atRest, number, SEED + number, WRITES).play(faultSchedule.next(FAULTS));
                log.say(result.describe(millisSince(from)));
                all.add(result.tally());
                lost += result.findings().lost().size();
                wrong.addAll(result.wrong());
            }
            kinds = scene.kinds();
            kinds.add(starts.counts());
            deaths = scene.services().stream().mapToInt(ServiceProcess::deaths).sum();
        }
        wrong.forEach(log::say);
        log.say("answers " + all.describe("answer ") + ",for want of disk:" + all.of(Tally.DISK_FULL));
        log.say("kinds " + kinds.describe("") + ",queries:" + all.of(Tally.QUERIES) + ",queried-keys:"
                + all.of(Tally.QUERIED) + ",unique-rejections:" + all.of(Tally.UNIQUE) + ",type-not-served:"
                + all.of(Tally.NOT_SERVED));
        log.say("total rounds=" + played + " seed=" + SEED + " acknowledged=" + all.of(Tally.ACKNOWLEDGED)
                + " unknown=" + (all.of(Tally.UNKNOWN) + all.of(Tally.UNANSWERED)) + " refused=" + all.of(Tally.REFUSED)
                + " service-deaths=" + deaths + " lost=" + lost + " equal=" + wrong.isEmpty() + " seconds="
                + millisSince(began) / 1000);
        assertThat(wrong).as("seed " + SEED + ", round " + played).isEmpty();
        assertThat(played).isEqualTo(ROUNDS);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
