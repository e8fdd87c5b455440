// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.vitals;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one process of a module fares, or several together, within the last while.
 *
 * @param isKnown whether the process says so at all; one of an earlier version does not
 * @param unwell its background tasks that ended or fail again and again, each with the reason
 * @param sends images that were sent to the follower, and those that it did not take
 * @param comparisons reads that were compared, and those that differed for good
 * @param calls calls of callers, and those that the leader did not answer or whose outcome is not known
 * @param latencies how long these calls took
 */
public record Vitals(
        boolean isKnown, List<String> unwell, Tally sends, Tally comparisons, Tally calls, Latencies latencies) {

    /** Of a process that says nothing of itself. */
    public static final Vitals UNKNOWN =
            new Vitals(false, List.of(), Tally.NONE, Tally.NONE, Tally.NONE, Latencies.NONE);

    /** Takes an unmodifiable copy. */
    public Vitals {
        unwell = List.copyOf(unwell);
    }

    /** Several processes together; known if any of them is. */
    public static Vitals sum(Collection<Vitals> all) {
        return all.stream().reduce(UNKNOWN, Vitals::plus);
    }

    /** The same with other tasks that are unwell. */
    public Vitals withUnwell(List<String> tasks) {
        return new Vitals(isKnown, tasks, sends, comparisons, calls, latencies);
    }

    private Vitals plus(Vitals other) {
        return new Vitals(
                isKnown || other.isKnown,
                Stream.concat(unwell.stream(), other.unwell.stream()).toList(),
                sends.plus(other.sends),
                comparisons.plus(other.comparisons),
                calls.plus(other.calls),
                latencies.plus(other.latencies));
    }

    Vitals since(Vitals earlier) {
        return new Vitals(
                isKnown,
                unwell,
                sends.since(earlier.sends),
                comparisons.since(earlier.comparisons),
                calls.since(earlier.calls),
                latencies.since(earlier.latencies));
    }
}
