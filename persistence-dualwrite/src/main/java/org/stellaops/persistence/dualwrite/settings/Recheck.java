// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;

/**
 * How often a key is compared again while writes to it are in flight.
 *
 * @param attempts how many snapshots in all
 * @param pause how long between two snapshots
 */
public record Recheck(int attempts, Duration pause) {

    /**
     * Rejects settings without any comparison, or with a negative pause.
     *
     * @throws IllegalArgumentException if attempts is below 1 or the pause is negative
     */
    public Recheck {
        if (attempts < 1) {
            throw new IllegalArgumentException("recheck attempts must be at least 1, but was " + attempts);
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("recheck pause must not be negative, but was " + pause);
        }
    }

    /** Twenty comparisons, a quarter of a second apart. */
    public static Recheck patient() {
        return new Recheck(20, Duration.ofMillis(250));
    }
}
