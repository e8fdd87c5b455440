// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.cutover.Side;

/**
 * Measures the latency that callers see with a stopped, hung or rejecting follower, compared with the leader alone in
 * the same run.
 *
 * <p>Prints a table and one line that begins with {@code follower-fault:}. Exit status: 0 if p99 with a broken
 * follower is at
 * most 1.25 times that of the leader alone, for both leaders, and every write was applied; 1 if not; 2 for arguments
 * that it
 * does not know.
 *
 * <p>What "alone" is: {@code legacy-only} where MongoDB leads, which sets the same pending flags as with a follower;
 * and {@code target-only} where PostgreSQL leads, which sets none, so that there the pending flags count against the
 * claim.
 */
public final class FollowerFault {

    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;

    private FollowerFault() {}

    /** Runs it; {@code --rotations}, {@code --block-ms} and so on change how long it takes. */
    public static void main(String[] arguments) throws IOException {
        RunOptions options;
        try {
            options = RunOptions.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_ARGUMENTS);
            return;
        }
        Results results = run(options);
        System.out.print(Table.of(results));
        if (options.report().isPresent()) {
            ResultsJson.write(results, options.report().get());
        }
        Figures.atMost(
                "follower-fault",
                "p99 with a broken follower, of none",
                results.worstRatio(),
                "",
                Results.LARGEST_RATIO);
        System.out.println(results.verdict());
        System.exit(results.holds() ? 0 : FAILED);
    }

    static Results run(RunOptions options) {
        Map<Side, Measurements> measured = new EnumMap<>(Side.class);
        Map<Side, String> names = new EnumMap<>(Side.class);
        try (Engines engines = Engines.start()) {
            for (Side leader : Side.values()) {
                names.put(leader, engines.describe(leader));
                measured.put(leader, measure(engines, leader, options));
            }
        }
        return new Results(options, names, measured);
    }

    private static Measurements measure(Engines engines, Side leader, RunOptions options) {
        try (Rig rig = new Rig(engines, leader, options.callers());
                PacedLoad load = new PacedLoad(options.callers())) {
            return new Rotations(rig, load, options, List.of(Situation.values())).run();
        }
    }
}
