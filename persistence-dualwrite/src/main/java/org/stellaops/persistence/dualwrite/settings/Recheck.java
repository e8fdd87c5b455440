package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;

/**
 * How patiently a key is looked at again while writes are under way.
 *
 * @param attempts how many snapshots in all
 * @param pause how long between two snapshots
 */
public record Recheck(int attempts, Duration pause) {

    /**
     * Rejects what would never look, or look back in time.
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

    /** Twenty looks, a quarter of a second apart. */
    public static Recheck patient() {
        return new Recheck(20, Duration.ofMillis(250));
    }
}
