// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long calls took since it was last emptied, in classes of which each is a quarter longer than the one before: a
 * percentile is at most a quarter too high. Safe for concurrent use; recording is one increment.
 */
final class LatencyHistogram {

    private static final int CLASSES = 64;
    private static final double GROWTH = 1.25;
    private static final double FIRST_NANOS = 20_000;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    void record(Duration took) {
        counts.incrementAndGet(classOf(took.toNanos()));
    }

    /** What was recorded since the last time, which begins anew. */
    Latency drain() {
        long[] taken = new long[CLASSES];
        long total = 0;
        for (int i = 0; i < CLASSES; i++) {
            taken[i] = counts.getAndSet(i, 0);
            total += taken[i];
        }
        return new Latency(total, percentile(taken, total, 0.50), percentile(taken, total, 0.99));
    }

    private static Duration percentile(long[] taken, long total, double share) {
        if (total == 0) {
            return Duration.ZERO;
        }
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < CLASSES; i++) {
            seen += taken[i];
            if (seen >= wanted) {
                return upperEnd(i);
            }
        }
        return upperEnd(CLASSES - 1);
    }

    private static int classOf(long nanos) {
        if (nanos <= FIRST_NANOS) {
            return 0;
        }
        int at = (int) Math.ceil(Math.log(nanos / FIRST_NANOS) / Math.log(GROWTH));
        return Math.min(at, CLASSES - 1);
    }

    private static Duration upperEnd(int at) {
        return Duration.ofNanos((long) (FIRST_NANOS * Math.pow(GROWTH, at)));
    }
}
