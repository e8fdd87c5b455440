package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * How a backfill works.
 *
 * @param batch how many records are sent at once
 * @param recordsPerSecond how fast it may go at most; 0 for as fast as the stores allow
 * @param rejections how many refused records a run lists; all are counted
 * @param retry how often, and how long apart, a batch is tried again that a store did not answer
 */
public record BackfillSettings(int batch, int recordsPerSecond, int rejections, Recheck retry) {

    private static final int DEFAULT_BATCH = 500;
    private static final int DEFAULT_REJECTIONS = 1000;
    private static final int DEFAULT_ATTEMPTS = 5;

    /**
     * Rejects settings with which nothing would be copied or rejections be hidden.
     *
     * @throws IllegalArgumentException if batch or rejections are below 1, or the rate is negative
     */
    public BackfillSettings {
        if (batch < 1 || rejections < 1 || recordsPerSecond < 0) {
            throw new IllegalArgumentException("batch and rejections of a backfill must be at least 1 and"
                    + " records-per-second not negative, but are " + batch + ", " + rejections + " and "
                    + recordsPerSecond);
        }
    }

    /** Batches of 500, as fast as possible, a thousand rejections listed. */
    public static BackfillSettings defaults() {
        return new BackfillSettings(
                DEFAULT_BATCH, 0, DEFAULT_REJECTIONS, new Recheck(DEFAULT_ATTEMPTS, Duration.ofSeconds(1)));
    }

    /** These settings with batches of another size. */
    public BackfillSettings withBatch(int size) {
        return new BackfillSettings(size, recordsPerSecond, rejections, retry);
    }

    /** These settings with another highest rate. */
    public BackfillSettings withRecordsPerSecond(int rate) {
        return new BackfillSettings(batch, rate, rejections, retry);
    }

    /** These settings with other patience for stores that do not answer. */
    public BackfillSettings withRetry(Recheck other) {
        return new BackfillSettings(batch, recordsPerSecond, rejections, other);
    }
}
