// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.function.LongSupplier;

/**
 * Roughly how many records there are.
 *
 * @param count the number, never negative
 * @param isExact whether it was counted; otherwise it comes from statistics of the database
 */
public record CountEstimate(long count, boolean isExact) {

    /** Up to this many records are counted. */
    public static final int COUNTED = 10_000;

    /** The number that was counted, or what the database's statistics say if there are more than {@link #COUNTED}. */
    public static CountEstimate of(long counted, LongSupplier statistics) {
        return counted <= COUNTED
                ? new CountEstimate(counted, true)
                : new CountEstimate(Math.max(counted, statistics.getAsLong()), false);
    }
}
