// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.vitals;

/**
 * How many there were, and how many of them went wrong.
 *
 * @param all those that went wrong included
 * @param bad those that went wrong
 */
public record Tally(long all, long bad) {

    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, 0);

    /** The share of those that went wrong; 0 if there were none. */
    public double share() {
        return all == 0 ? 0.0 : (double) bad / all;
    }

    /** Both together. */
    public Tally plus(Tally other) {
        return new Tally(all + other.all, bad + other.bad);
    }

    /** What came since an earlier tally of the same. */
    Tally since(Tally earlier) {
        return new Tally(Math.max(0, all - earlier.all), Math.max(0, bad - earlier.bad));
    }
}
