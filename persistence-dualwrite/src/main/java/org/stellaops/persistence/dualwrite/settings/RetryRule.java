// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * How often and when the reconciler retries an image that the follower rejects. Not for a follower that does not
 * answer, which is not the record's fault. Pure.
 *
 * @param tries after so many rejections of one state it is a dead letter
 * @param firstPause the longest pause between the first and the second try; doubled with each further try
 * @param longestPause the upper limit of the pauses
 */
public record RetryRule(int tries, Duration firstPause, Duration longestPause) {

    private static final int LONGEST_REASON = 2_000;

    /**
     * Rejects a rule with which nothing would be tried.
     *
     * @throws IllegalArgumentException if the number of tries or a pause is not positive, or the longest pause is the
     * shorter
     */
    public RetryRule {
        if (tries < 1 || firstPause.isNegative() || firstPause.isZero() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "tries must be at least 1, the first pause longer than nothing and the longest"
                            + " pause not shorter than the first, but they are " + tries + ", " + firstPause + " and "
                            + longestPause);
        }
    }

    /** Ten tries, with pauses from one second to five minutes: about nine minutes in all. */
    public static RetryRule defaults() {
        return new RetryRule(10, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    /** The entry after one more rejection. */
    public RejectedImage rejectedAgain(
            String entity,
            RecordKey key,
            VersionStamp stamp,
            String reason,
            Optional<RejectedImage> known,
            Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MILLIS);
        Optional<RejectedImage> same = known.filter(it -> it.stamp().equals(stamp));
        int count = same.map(RejectedImage::tries).orElse(0) + 1;
        boolean isDead = count >= tries || same.filter(RejectedImage::isDead).isPresent();
        return new RejectedImage(
                entity,
                key,
                stamp,
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason,
                count,
                same.map(RejectedImage::firstAt).orElse(now),
                now,
                isDead ? Optional.empty() : Optional.of(now.plus(pauseAfter(count, stamp))));
    }

    /**
     * Half of the pause is fixed, half depends on the token and the try, so that keys rejected together are not
     * retried together.
     */
    Duration pauseAfter(int count, VersionStamp stamp) {
        // Hash codes of similar tokens are close together; their products with this number are not.
        int spread = (31 * stamp.hashCode() + count) * 0x9E3779B9;
        return Duration.ofMillis(Backoff.pause(
                firstPause.toMillis(),
                longestPause.toMillis(),
                count - 1,
                bound -> Math.floorMod(Integer.toUnsignedLong(spread), bound)));
    }
}
