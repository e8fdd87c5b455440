// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import java.time.Instant;

/**
 * One figure of one run.
 *
 * @param key of the benchmark, as in docs/evidence
 * @param name of the figure within it
 * @param value of it
 * @param unit in which it is, empty for a ratio
 * @param asked what is asked of it
 * @param bound of what is asked; 0 if nothing is
 * @param measuredAt when
 * @param load on the machine just then, the mean number of tasks that ran or waited to run in the last minute; negative if unknown
 */
public record Figure(
        String key,
        String name,
        double value,
        String unit,
        Asked asked,
        double bound,
        Instant measuredAt,
        double load) {

    /** What is asked of a figure. */
    public enum Asked {
        AT_MOST,
        AT_LEAST,
        NOTHING
    }

    /** Whether it is as asked. */
    public boolean holds() {
        return switch (asked) {
            case AT_MOST -> value <= bound;
            case AT_LEAST -> value >= bound;
            case NOTHING -> true;
        };
    }
}
