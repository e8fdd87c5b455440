package org.stellaops.persistence.dualwrite.tombstone;

import java.time.Duration;

/**
 * That a module removes tombstones by itself.
 *
 * @param every how long to wait between two removals; each that finds something raises the epoch
 * @param retention which tombstones go
 */
public record TombstoneSchedule(Duration every, TombstoneRetention retention) {

    /**
     * Rejects an interval in which nothing else would be done.
     *
     * @throws IllegalArgumentException if the interval is not positive
     */
    public TombstoneSchedule {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every must be positive, but is " + every);
        }
    }
}
