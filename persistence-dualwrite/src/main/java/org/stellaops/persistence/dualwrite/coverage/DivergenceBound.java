// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

/** The upper limit of a rate, at 95 %, from what was seen. Pure. */
public final class DivergenceBound {

    /** The 95 % quantile of the normal distribution. */
    private static final double QUANTILE = 1.6449;

    private DivergenceBound() {}

    /**
     * What a number of comparisons rules out: without a divergence in n of them, the rate is below 3/n; with some, below the upper limit
     * of a Poisson count in the approximation of Wilson and Hilferty.
     *
     * @param confirmed how many divergences were confirmed
     * @param compared how many reads were compared
     * @return between 0 and 1; 1 if nothing was compared
     */
    public static double of(long confirmed, long compared) {
        if (compared <= 0) {
            return 1.0;
        }
        return Math.min(1.0, (confirmed == 0 ? 3.0 : limit(confirmed)) / compared);
    }

    private static double limit(long confirmed) {
        double next = confirmed + 1.0;
        return next * Math.pow(1 - 1 / (9 * next) + QUANTILE / (3 * Math.sqrt(next)), 3);
    }
}
