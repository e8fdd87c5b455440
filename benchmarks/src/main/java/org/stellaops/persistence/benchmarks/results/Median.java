// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The middle of some numbers, or halfway between the two in the middle. */
public final class Median {

    private Median() {}

    /** Of what each of these has; there is one at least. */
    public static <T> double of(List<T> all, ToDoubleFunction<? super T> number) {
        return of(all.stream().mapToDouble(number));
    }

    /** Of these; there is one at least. */
    public static double of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
