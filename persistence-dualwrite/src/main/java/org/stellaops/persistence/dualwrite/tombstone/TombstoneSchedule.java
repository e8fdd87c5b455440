// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.tombstone;

import java.time.Duration;

/**
 * How often a module removes tombstones by itself.
 *
 * @param every how long to wait between two removals; each that finds something raises the epoch
 * @param retention which tombstones are removed
 */
public record TombstoneSchedule(Duration every, TombstoneRetention retention) {

    /**
     * Rejects an interval that is not positive.
     *
     * @throws IllegalArgumentException if the interval is not positive
     */
    public TombstoneSchedule {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every must be positive, but is " + every);
        }
    }
}
