// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.time.Duration;

/**
 * Whether query shapes that no index serves are reported, and how many are looked at.
 *
 * @param report whether they are
 * @param atMost how many shapes of a module are told apart; a query of a further one is not looked at
 * @param every how often the background task looks for new shapes
 */
public record QueryShapePolicy(boolean report, int atMost, Duration every) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if {@code atMost} is below 1, or the interval is not positive
     */
    public QueryShapePolicy {
        if (atMost < 1) {
            throw new IllegalArgumentException("the number of query shapes must be 1 or more, not " + atMost);
        }
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException(
                    "the interval of looking at query shapes must be positive, not " + every);
        }
    }

    /** Two hundred shapes, looked at every ten seconds. */
    public static QueryShapePolicy defaults() {
        return new QueryShapePolicy(true, 200, Duration.ofSeconds(10));
    }

    /** Nothing is looked at. */
    public static QueryShapePolicy off() {
        return new QueryShapePolicy(false, 1, Duration.ofSeconds(10));
    }
}
