// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.stellaops.persistence.benchmarks.results.Median;

/**
 * The measurements of one block, or the sum of several.
 *
 * @param slices nanoseconds from the due time of each write to its answer, per time slice: a delayed caller makes its
 *     next writes late, and that counts
 * @param sinceCall nanoseconds from when each write was called to its answer
 * @param failed how many were not applied
 */
record Block(List<Histogram> slices, Histogram sinceCall, long failed) {

    private static final int DIGITS = 3;
    private static final double MEDIAN = 50.0;
    private static final double PERCENTILE = 99.0;

    static Block empty() {
        return new Block(List.of(), new Histogram(DIGITS), 0);
    }

    /** This block and one of another time. */
    Block plus(Block other) {
        return new Block(
                Stream.concat(slices.stream(), other.slices.stream()).toList(),
                sum(Stream.of(sinceCall, other.sinceCall)),
                failed + other.failed);
    }

    /** All slices as one. */
    Histogram sinceDue() {
        return sum(slices.stream());
    }

    /** The median of the slices' p50. */
    double typicalP50() {
        return Median.of(slices.stream().mapToDouble(it -> it.getValueAtPercentile(MEDIAN)));
    }

    /** The median of the slices' p99. Delays in only a few slices, as on a busy machine, do not affect it. */
    double typicalP99() {
        return Median.of(slices.stream().mapToDouble(it -> it.getValueAtPercentile(PERCENTILE)));
    }

    /** The p99 of everything. */
    double pooledP99() {
        return sinceDue().getValueAtPercentile(PERCENTILE);
    }

    long calls() {
        return sinceCall.getTotalCount();
    }

    private static Histogram sum(Stream<Histogram> parts) {
        Histogram sum = new Histogram(DIGITS);
        parts.forEach(sum::add);
        return sum;
    }
}
