// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.util.function.LongUnaryOperator;

/** Pauses that double with every failure, half of each fixed and half of it spread. Pure. */
public final class Backoff {

    private Backoff() {}

    /**
     * The pause before the next try, in the unit of its arguments.
     *
     * @param first the whole pause without any doubling
     * @param longest what whole pauses grow to
     * @param doublings how often the first is doubled, from 0
     * @param below answers a number from 0 to less than its argument
     */
    public static long pause(long first, long longest, int doublings, LongUnaryOperator below) {
        boolean overflows = doublings >= Long.numberOfLeadingZeros(first) - 1;
        long whole = overflows ? longest : Math.min(first << doublings, longest);
        return whole / 2 + below.applyAsLong(whole / 2 + 1);
    }
}
