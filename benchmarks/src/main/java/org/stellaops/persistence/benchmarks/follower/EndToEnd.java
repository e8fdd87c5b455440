// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.cutover.Side;

/**
 * What a put costs its caller with a follower that answers, as multiples of the leader alone in the same run, paced at half of what
 * dual writing can do on the machine. Takes the arguments of {@link FollowerFault}, of which the rate is found out.
 *
 * <p>Prints a line for each leader and one that begins with {@code end-to-end:}. Exit status: 0 if for either leader p50 is at most 1.10
 * and p99 at most 1.25 times that of the leader alone, and every write was applied; 1 if not; 2 for arguments that it does not know.
 */
public final class EndToEnd {

    private static final double MOST_P50 = 1.10;
    private static final double MOST_P99 = 1.25;
    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final List<Situation> SITUATIONS =
            List.of(Situation.ALONE, Situation.ALONE_AGAIN, Situation.HEALTHY);

    private EndToEnd() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        RunOptions options;
        try {
            options = RunOptions.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        boolean holds = true;
        StringBuilder figures = new StringBuilder();
        try (Engines engines = Engines.start()) {
            for (Side leader : Side.values()) {
                holds &= measure(engines, leader, options, figures);
            }
        }
        System.out.println("end-to-end: " + (holds ? "holds" : "FAILS") + figures);
        System.exit(holds ? 0 : 1);
    }

    private static boolean measure(Engines engines, Side leader, RunOptions options, StringBuilder figures) {
        try (Rig rig = new Rig(engines, leader, options.callers());
                PacedLoad load = new PacedLoad(options.callers())) {
            int capacity = capacity(rig, load);
            RunOptions paced = options.at(Math.max(options.callers(), capacity / 2));
            Measurements measured = new Rotations(rig, load, paced, SITUATIONS).run();
            double p50 = measured.pairedMedianRatio(Situation.HEALTHY);
            double p99 = measured.pairedRatio(Situation.HEALTHY);
            System.out.printf(
                    Locale.ROOT,
                    "%s leads: capacity %d writes/s, paced at %d; p50 %.2f, p99 %.2f (%.2f to %.2f), noise %.2f, %d calls, %d not applied%n",
                    engines.describe(leader),
                    capacity,
                    paced.rate(),
                    p50,
                    p99,
                    measured.pairedInterval(Situation.HEALTHY).low(),
                    measured.pairedInterval(Situation.HEALTHY).high(),
                    measured.noise(),
                    measured.all(Situation.HEALTHY).calls(),
                    measured.failed());
            Figures.atMost("end-to-end", leader.configName() + " leads, p50", p50, "", MOST_P50);
            Figures.atMost("end-to-end", leader.configName() + " leads, p99", p99, "", MOST_P99);
            figures.append(String.format(Locale.ROOT, " %s=%.2f/%.2f", leader, p50, p99));
            return p50 <= MOST_P50 && p99 <= MOST_P99 && measured.failed() == 0;
        }
    }

    /** The second of two, as the first one warms up. */
    private static int capacity(Rig rig, PacedLoad load) {
        int unused = load.capacity(rig.writer(Situation.HEALTHY), PROBE);
        rig.after(Situation.HEALTHY);
        int capacity = load.capacity(rig.writer(Situation.HEALTHY), PROBE);
        rig.after(Situation.HEALTHY);
        return capacity;
    }
}
