// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.stellaops.persistence.benchmarks.results.Median;

/**
 * The 95 percent confidence interval of a median, by resampling; deterministic.
 */
record Interval(double low, double high) {

    private static final int RESAMPLES = 2_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 42;

    static Interval ofMedian(double[] numbers) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] medians = new double[RESAMPLES];
        Arrays.setAll(
                medians,
                i -> Median.of(Arrays.stream(random.ints(numbers.length, 0, numbers.length)
                        .mapToDouble(pick -> numbers[pick])
                        .toArray())));
        Arrays.sort(medians);
        return new Interval(medians[(int) (RESAMPLES * TAIL)], medians[(int) (RESAMPLES * (1 - TAIL)) - 1]);
    }
}
