// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.tombstone;

import java.time.Duration;
import java.time.Instant;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.Image;

/**
 * Which tombstones a removal takes. Safety does not depend on it, but on the epoch advance.
 *
 * @param keep how long a tombstone stays after its delete, by the time in its token; with zero all are removed,
 *     otherwise those whose token contains no time stay
 * @param atMost how many of one entity type, from each of the two stores, one removal takes; they are held in memory
 *     while
 *     the epoch is raised
 */
public record TombstoneRetention(Duration keep, int atMost) {

    private static final Duration DEFAULT_KEEP = Duration.ofDays(7);
    private static final int DEFAULT_MOST = 20_000;

    /**
     * Rejects values that would remove nothing.
     *
     * @throws IllegalArgumentException if the time is negative, or the number not positive
     */
    public TombstoneRetention {
        if (keep.isNegative() || atMost < 1) {
            throw new IllegalArgumentException(
                    "keep must not be negative and atMost at least 1, but are " + keep + " and " + atMost);
        }
    }

    /** Seven days, and at most twenty thousand at once. */
    public static TombstoneRetention defaults() {
        return new TombstoneRetention(DEFAULT_KEEP, DEFAULT_MOST);
    }

    /** The same number at once, another retention time. */
    public TombstoneRetention withKeep(Duration other) {
        return new TombstoneRetention(other, atMost);
    }

    /** The same retention time, another number at once. */
    public TombstoneRetention withAtMost(int number) {
        return new TombstoneRetention(keep, number);
    }

    /** Whether a tombstone is old enough to be removed. */
    public boolean isOver(Image.Tombstone tombstone, Instant now) {
        return keep.isZero()
                || Ulids.madeAt(tombstone.stamp())
                        .filter(made -> made.isBefore(now.minus(keep)))
                        .isPresent();
    }
}
