// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.List;
import java.util.function.Function;

/**
 * The values that a field has in some records, each once, lowest first.
 *
 * @param values the lowest of them; of numbers that are equal one, and decimals without trailing zeros
 * @param isComplete whether these are all; otherwise there are higher ones beyond the bound that was asked for, or beyond {@link
 *     Limits#LARGEST_PAGE_BYTES}
 */
public record DistinctValues<V>(List<V> values, boolean isComplete) {

    /** Takes an unmodifiable copy. */
    public DistinctValues {
        values = List.copyOf(values);
    }

    /** These with each value mapped. */
    public <R> DistinctValues<R> map(Function<? super V, ? extends R> each) {
        return new DistinctValues<>(values.stream().<R>map(each).toList(), isComplete);
    }
}
