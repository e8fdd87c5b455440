// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * How a backfill works.
 *
 * @param batch how many records are sent at once
 * @param recordsPerSecond upper limit of the rate; 0 for no limit
 * @param rejections how many rejected records a run lists; all are counted
 * @param retry how often, and with which pauses, a batch is retried after a store did not answer
 */
public record BackfillSettings(int batch, int recordsPerSecond, int rejections, Recheck retry) {

    private static final int DEFAULT_BATCH = 500;
    private static final int DEFAULT_REJECTIONS = 1000;
    private static final int DEFAULT_ATTEMPTS = 5;

    /**
     * Rejects settings that would copy nothing or hide rejections.
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

    /** These settings with another batch size. */
    public BackfillSettings withBatch(int size) {
        return new BackfillSettings(size, recordsPerSecond, rejections, retry);
    }

    /** These settings with another rate limit. */
    public BackfillSettings withRecordsPerSecond(int rate) {
        return new BackfillSettings(batch, rate, rejections, retry);
    }

    /** These settings with another retry rule for stores that do not answer. */
    public BackfillSettings withRetry(Recheck other) {
        return new BackfillSettings(batch, recordsPerSecond, rejections, other);
    }
}
