// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import org.bson.BsonValue;

/**
 * The numbers at one path.
 *
 * @param lowest the lowest, as a double
 * @param highest the highest, as a double
 * @param whole whether all are whole and finite
 */
record NumberRange(double lowest, double highest, boolean whole) {

    static final NumberRange NONE = new NumberRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, true);

    /** Between these, whole numbers are exact as doubles. */
    private static final double EXACT = 9_007_199_254_740_992.0;

    private static final double FIRST_SECOND = 1.0e8;
    private static final double LAST_SECOND = 1.0e10;
    private static final double FIRST_MILLI = 1.0e11;
    private static final double LAST_MILLI = 1.0e13;

    NumberRange with(BsonValue number) {
        double value = number.isDecimal128()
                ? number.asDecimal128().getValue().doubleValue()
                : number.asNumber().doubleValue();
        boolean isWhole = Double.isFinite(value) && value == Math.rint(value);
        return new NumberRange(Math.min(lowest, value), Math.max(highest, value), whole && isWhole);
    }

    boolean fitsInt() {
        return whole && lowest >= Integer.MIN_VALUE && highest <= Integer.MAX_VALUE;
    }

    boolean fitsDouble() {
        return lowest >= -EXACT && highest <= EXACT;
    }

    /** Whether all could be seconds since 1970, of the years 1973 to 2286. */
    boolean looksLikeSeconds() {
        return lowest >= FIRST_SECOND && highest <= LAST_SECOND;
    }

    /** Whether all could be milliseconds since 1970, of the years 1973 to 2286. */
    boolean looksLikeMillis() {
        return whole && lowest >= FIRST_MILLI && highest <= LAST_MILLI;
    }
}
