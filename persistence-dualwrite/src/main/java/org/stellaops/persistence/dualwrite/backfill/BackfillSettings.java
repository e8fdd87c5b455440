// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * How a backfill works.
 *
 * @param batch how many records are sent at once, at most; a run begins with fewer, and with more as long as a batch is quick
 * @param batchBytes how many bytes of documents a batch takes before it is sent although it holds fewer records
 * @param readAhead how many batches are read while others are prepared and written; with 0, reading and writing take turns
 * @param workers how many threads of a process copy at once, each a part of the run of its own; each holds its batches in memory
 * @param parts into how many parts a new run is divided, for several threads or processes to share; 0 for four for each worker, and for one
 *     piece with one worker
 * @param lease how long a part is left alone whose process gives no sign of life
 * @param recordsPerSecond upper limit of the rate of a process; 0 for no limit
 * @param targetLatency how long a small read of the target may take before the backfill waits, as long as its last batch took and longer
 *     each time, so that others get their turn; zero for no limit
 * @param rejections how many rejected records a run lists; all are counted
 * @param retry how often, and with which pauses, a batch is retried after a store did not answer
 */
public record BackfillSettings(
        int batch,
        int batchBytes,
        int readAhead,
        int workers,
        int parts,
        Duration lease,
        int recordsPerSecond,
        Duration targetLatency,
        int rejections,
        Recheck retry) {

    private static final int DEFAULT_BATCH = 5_000;
    private static final int DEFAULT_BATCH_BYTES = 4 << 20;
    private static final int DEFAULT_READ_AHEAD = 2;
    private static final int MOST_READ_AHEAD = 100;
    private static final int MOST_WORKERS = 64;
    private static final int MOST_PARTS = 1_000;
    private static final int PARTS_OF_A_WORKER = 4;
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);
    private static final int DEFAULT_REJECTIONS = 1000;
    private static final int DEFAULT_ATTEMPTS = 5;

    /**
     * Rejects settings that would copy nothing or hide rejections.
     *
     * @throws IllegalArgumentException if batch, its bytes or rejections are below 1, the rate or the latency is negative, more than
     *     100 batches are to be read ahead, workers are not from 1 to 64, parts not from 0 to 1,000, or the lease is below a millisecond
     */
    public BackfillSettings {
        List<String> problems = new ArrayList<>();
        check(problems, batch >= 1, "batch must be at least 1, but is " + batch);
        check(problems, batchBytes >= 1, "batch-bytes must be at least 1, but is " + batchBytes);
        check(
                problems,
                readAhead >= 0 && readAhead <= MOST_READ_AHEAD,
                "read-ahead must be between 0 and " + MOST_READ_AHEAD + ", but is " + readAhead);
        check(
                problems,
                workers >= 1 && workers <= MOST_WORKERS,
                "workers must be between 1 and " + MOST_WORKERS + ", but is " + workers);
        check(
                problems,
                parts >= 0 && parts <= MOST_PARTS,
                "parts must be between 0 and " + MOST_PARTS + ", but is " + parts);
        check(problems, lease.toMillis() >= 1, "lease must be at least 1 ms, but is " + lease);
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

    /** Batches of up to 5,000 records or 4 MiB, two of them read ahead, one worker, as fast as possible, a thousand rejections listed. */
    public static BackfillSettings defaults() {
        return new BackfillSettings(
                DEFAULT_BATCH,
                DEFAULT_BATCH_BYTES,
                DEFAULT_READ_AHEAD,
                1,
                0,
                DEFAULT_LEASE,
                0,
                Duration.ZERO,
                DEFAULT_REJECTIONS,
                new Recheck(DEFAULT_ATTEMPTS, Duration.ofSeconds(1)));
    }

    /** Into how many parts a new run is divided. */
    int partsOfARun() {
        return parts > 0 ? parts : workers == 1 ? 1 : workers * PARTS_OF_A_WORKER;
    }

    /** These settings with another batch size. */
    public BackfillSettings withBatch(int size) {
        return new BackfillSettings(
                size, batchBytes, readAhead, workers, parts, lease, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another bound on the bytes of a batch. */
    public BackfillSettings withBatchBytes(int bytes) {
        return new BackfillSettings(
                batch, bytes, readAhead, workers, parts, lease, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another number of batches that are read while one is written. */
    public BackfillSettings withReadAhead(int batches) {
        return new BackfillSettings(
                batch, batchBytes, batches, workers, parts, lease, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another number of threads that copy at once. */
    public BackfillSettings withWorkers(int threads) {
        return new BackfillSettings(
                batch,
                batchBytes,
                readAhead,
                threads,
                parts,
                lease,
                recordsPerSecond,
                targetLatency,
                rejections,
                retry);
    }

    /** These settings with another number of parts of a new run. */
    public BackfillSettings withParts(int number) {
        return new BackfillSettings(
                batch,
                batchBytes,
                readAhead,
                workers,
                number,
                lease,
                recordsPerSecond,
                targetLatency,
                rejections,
                retry);
    }

    /** These settings with another time for which the part of a process without a sign of life is left alone. */
    public BackfillSettings withLease(Duration time) {
        return new BackfillSettings(
                batch, batchBytes, readAhead, workers, parts, time, recordsPerSecond, targetLatency, rejections, retry);
    }

    /** These settings with another rate limit. */
    public BackfillSettings withRecordsPerSecond(int rate) {
        return new BackfillSettings(
                batch, batchBytes, readAhead, workers, parts, lease, rate, targetLatency, rejections, retry);
    }

    /** These settings with another limit of the target's latency. */
    public BackfillSettings withTargetLatency(Duration latency) {
        return new BackfillSettings(
                batch, batchBytes, readAhead, workers, parts, lease, recordsPerSecond, latency, rejections, retry);
    }

    /** These settings with another retry rule for stores that do not answer. */
    public BackfillSettings withRetry(Recheck other) {
        return new BackfillSettings(
                batch,
                batchBytes,
                readAhead,
                workers,
                parts,
                lease,
                recordsPerSecond,
                targetLatency,
                rejections,
                other);
    }
}
