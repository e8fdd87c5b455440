// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of some numbers. */
final class Medians {

    private Medians() {}

    static <T> double of(List<T> all, ToDoubleFunction<? super T> number) {
        double[] sorted = all.stream().mapToDouble(number).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
