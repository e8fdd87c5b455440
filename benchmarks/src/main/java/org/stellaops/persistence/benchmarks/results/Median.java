// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.stream.DoubleStream;

/** The middle of some numbers. */
final class Median {

    private Median() {}

    static double of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
