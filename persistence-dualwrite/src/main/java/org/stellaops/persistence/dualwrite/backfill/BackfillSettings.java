// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * How a backfill works.
 *
 * @param batch how many records are sent at once, at most; a run begins with fewer and doubles them as long as a batch is quick
 * @param batchBytes how many bytes of documents a batch takes before it is sent although it holds fewer records
 * @param readAhead how many batches are read while others are prepared and written; with 0, reading and writing take turns
 * @param recordsPerSecond upper limit of the rate; 0 for no limit
 * @param targetLatency how long a small read of the target may take before the backfill waits, as long as its last batch took and longer
 *     each time, so that others get their turn; zero for no limit
 * @param rejections how many rejected records a run lists; all are counted
 * @param retry how often, and with which pauses, a batch is retried after a store did not answer
 */
public record BackfillSettings(
        int batch,
        int batchBytes,
        int readAhead,
        int recordsPerSecond,
        Duration targetLatency,
        int rejections,
        Recheck retry) {

    private static final int DEFAULT_BATCH = 5_000;
    private static final int DEFAULT_BATCH_BYTES = 4 << 20;
    private static final int DEFAULT_READ_AHEAD = 2;
    private static final int MOST_READ_AHEAD = 100;
    private static final int DEFAULT_REJECTIONS = 1000;
    private static final int DEFAULT_ATTEMPTS = 5;

    /**
     * Rejects settings that would copy nothing or hide rejections.
     *
     * @throws IllegalArgumentException if batch, its bytes or rejections are below 1, the rate or the latency is negative, or more than
     *     100 batches are to be read ahead
     */
    public BackfillSettings {
        List<String> problems = new ArrayList<>();
        check(problems, batch >= 1, "batch must be at least 1, but is " + batch);
        check(problems, batchBytes >= 1, "batch-bytes must be at least 1, but is " + batchBytes);
        check(
                problems,
                readAhead >= 0 && readAhead <= MOST_READ_AHEAD,
                "read-ahead must be between 0 and " + MOST_READ_AHEAD + ", but is " + readAhead);
        check(problems, recordsPerSecond >= 0, "records-per-second must not be negative, but is " + recordsPerSecond);
        check(problems, !targetLatency.isNegative(), "target-latency must not be negative, but is " + targetLatency);
        check(problems, rejections >= 1, "rejections must be at least 1, but is " + rejections);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("settings of a backfill: " + String.join("; ", problems));
        }
    }

    private static void check(List<String> problems, boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** Batches of up to 5,000 records or 4 MiB, two of them read ahead, as fast as possible, a thousand rejections listed. */
    public static BackfillSettings defaults() {
        return new BackfillSettings(
                DEFAULT_BATCH,
                DEFAULT_BATCH_BYTES,
                DEFAULT_READ_AHEAD,
                0,
                Duration.ZERO,
                DEFAULT_REJECTIONS,
                new Recheck(DEFAULT_ATTEMPTS, Duration.ofSeconds(1)));
    }

    /** These settings with another batch size. */
    public BackfillSettings withBatch(int size) {
        return new BackfillSettings(size, batchBytes, readAhead, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another bound on the bytes of a batch. */
    public BackfillSettings withBatchBytes(int bytes) {
        return new BackfillSettings(batch, bytes, readAhead, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another number of batches that are read while one is written. */
    public BackfillSettings withReadAhead(int batches) {
        return new BackfillSettings(batch, batchBytes, batches, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another rate limit. */
    public BackfillSettings withRecordsPerSecond(int rate) {
        return new BackfillSettings(batch, batchBytes, readAhead, rate, targetLatency, rejections, retry);
    }

    /** These settings with another limit of the target's latency. */
    public BackfillSettings withTargetLatency(Duration latency) {
        return new BackfillSettings(batch, batchBytes, readAhead, recordsPerSecond, latency, rejections, retry);
    }

    /** These settings with another retry rule for stores that do not answer. */
    public BackfillSettings withRetry(Recheck other) {
        return new BackfillSettings(batch, batchBytes, readAhead, recordsPerSecond, targetLatency, rejections, other);
    }
}
