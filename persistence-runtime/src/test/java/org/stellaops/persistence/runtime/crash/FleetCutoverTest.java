// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stellaops.persistence.cutover.Stage;

/**
 * Five services of one module with two cohorts in processes of their own, with the default gates and under load, while the lead of one
 * cohort or the other, or of both at once, goes back and forth and services are killed, stopped for longer than a lease and cut off.
 * Nothing that was acknowledged is lost, no stale-epoch write is unreported, and both stores are equal; writes pause for a moment, and
 * reads do not; and a cohort whose lead does not move refuses no write because that of another one does.
 *
 * <p>{@code -Dfleet.changes} (how often the lead moves), {@code -Dfleet.seed}, and {@code -Dfleet.limits=true}, without which pauses
 * are only printed.
 */
@EnabledIfSystemProperty(named = "fleet.changes", matches = "[1-9]\\d*")
class FleetCutoverTest {

    private static final int CHANGES = Integer.getInteger("fleet.changes", 3);
    private static final long SEED = Long.getLong("fleet.seed", System.nanoTime());
    private static final boolean LIMITS = Boolean.getBoolean("fleet.limits");
    private static final int SERVICES = 5;
    private static final int CHANGES_PER_ROUND = 10;

    /** In one of so many the leads of both cohorts move at once. */
    private static final int BOTH_IN = 5;

    private static final Path FOLDER = Path.of("target", "fleet-cutover");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_ANSWER_MILLIS = 120_000;

    @Test
    void nothingIsLostAndWritesPauseForAMoment() throws IOException, SQLException, InterruptedException {
        CrashLog log = new CrashLog(FOLDER, "fleet-cutover");
        FleetReport report = new FleetReport();
        long deaths;
        try (Fleet fleet = new Fleet(FOLDER, SERVICES);
                RawStores stores = new RawStores(fleet.scene().databases())) {
            log.say("seed=" + SEED + " engines: " + fleet.scene().databases().describe());
            begin(fleet);
            play(fleet, stores, report, log);
            deaths = fleet.services().stream().mapToInt(ServiceProcess::deaths).sum();
            log.say("kinds " + fleet.scene().kinds().describe("") + ",deaths:" + deaths);
        }
        report.problems().forEach(log::say);
        log.say(report.beside());
        log.say(report.ofOthers());
        log.say(report.describe(SERVICES));
        assertThat(report.problems()).as("seed " + SEED).isEmpty();
        assertThat(report.changes()).isEqualTo(CHANGES);
        assertThat(deaths).as("services that died").isEqualTo(report.killed());
        if (LIMITS) {
            assertLimits(report);
        }
    }

    /** The walk to where the lead can move, once. */
    private static void begin(Fleet fleet) throws InterruptedException {
        for (FleetCohort it : fleet.cohorts()) {
            it.lead().moveTo(Stage.DUAL_WRITE, fleet.services(), LONGEST);
            assertThat(fleet.services().get(0).askAgain(it.share().about("backfill"), LONGEST_ANSWER_MILLIS))
                    .startsWith("finished");
            it.lead().moveTo(Stage.SHADOW_READ, fleet.services(), LONGEST);
        }
    }

    private static void play(Fleet fleet, RawStores stores, FleetReport report, CrashLog log)
            throws InterruptedException, SQLException {
        FleetFaults faults = new FleetFaults(SEED);
        Map<FleetCohort, AtRest> atRest = fleet.cohorts().stream()
                .collect(Collectors.toMap(it -> it, it -> new AtRest(stores.only(it.share()::has))));
        SplittableRandom random = new SplittableRandom(SEED);
        int round = 0;
        while (report.changes() < CHANGES && report.problems().isEmpty()) {
            List<FleetRound.Planned> next = new ArrayList<>();
            int left = Math.min(CHANGES_PER_ROUND, CHANGES - report.changes());
            while (left > 0) {
                List<FleetCohort> moved = left > 1 && random.nextInt(BOTH_IN) == 0
                        ? fleet.cohorts()
                        : List.of(fleet.cohorts()
                                .get(random.nextInt(fleet.cohorts().size())));
                next.add(new FleetRound.Planned(faults.next(), moved));
                left -= moved.size();
            }
            FleetRound.Result played = new FleetRound(fleet, ++round, stores, atRest).play(next, random, log::say);
            report.add(played);
            log.say("round=" + round + " "
                    + played.found().stream().map(FleetRound.Found::describe).collect(Collectors.joining(" ")));
        }
    }

    /** Reads do not pause for a change where their longest gap in one is about what it is without one. */
    private static void assertLimits(FleetReport report) {
        assertThat(report.usualPause()).isLessThanOrEqualTo(FleetReport.USUAL_PAUSE);
        assertThat(report.longestPause()).isLessThanOrEqualTo(Fleet.LEASE.plus(FleetReport.BEYOND_LEASE));
        assertThat(report.longestReadGap()).isLessThanOrEqualTo(FleetReport.LONGEST_READ_GAP);
    }
}
