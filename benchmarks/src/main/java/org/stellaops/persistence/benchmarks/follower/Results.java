// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.stellaops.persistence.cutover.Side;

/**
 * The results of a run.
 *
 * @param options how
 * @param engines what ran on each side
 * @param byLeader by the side that led
 */
record Results(RunOptions options, Map<Side, String> engines, Map<Side, Measurements> byLeader) {

    /** The bound of the claim. */
    static final double LARGEST_RATIO = 1.25;

    double worstRatio() {
        return byLeader.values().stream()
                .mapToDouble(Measurements::worstRatio)
                .max()
                .orElseThrow();
    }

    double noise() {
        return byLeader.values().stream().mapToDouble(Measurements::noise).max().orElseThrow();
    }

    long failed() {
        return byLeader.values().stream().mapToLong(Measurements::failed).sum();
    }

    long calls() {
        return byLeader.values().stream()
                .mapToLong(it -> Arrays.stream(Situation.values())
                        .mapToLong(situation -> it.all(situation).calls())
                        .sum())
                .sum();
    }

    boolean holds() {
        return failed() == 0 && worstRatio() <= LARGEST_RATIO;
    }

    /** The summary line. */
    String verdict() {
        return String.format(
                Locale.ROOT,
                "follower-fault: %s worst_ratio=%.2f bound=%.2f noise=%.2f failed=%d calls=%d",
                holds() ? "holds" : "FAILS",
                worstRatio(),
                LARGEST_RATIO,
                noise(),
                failed(),
                calls());
    }
}
