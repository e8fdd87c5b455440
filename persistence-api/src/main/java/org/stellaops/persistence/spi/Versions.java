// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

/** Arithmetic of versions: 63 bits, of which the upper 23 are the epoch and the lower 40 a counter. */
public final class Versions {

    private static final int COUNTER_BITS = 40;

    private Versions() {}

    /** The lowest version of an epoch; versions of the epoch are above it. */
    public static long base(long epoch) {
        return epoch << COUNTER_BITS;
    }

    /** A version above all of these and above the base of the epoch. */
    public static long allocate(long epoch, long... above) {
        long highest = base(epoch);
        for (long version : above) {
            highest = Math.max(highest, version);
        }
        return highest + 1;
    }

    /** Whether nothing was below it in its epoch: that of a record as it was inserted, or of the first write in an epoch over one of before. */
    public static boolean isFirst(long version) {
        return version == base(epochOf(version)) + 1;
    }

    /** The epoch in which a version was allocated; 0 for a record that has none yet. */
    public static long epochOf(long version) {
        return version >> COUNTER_BITS;
    }
}
