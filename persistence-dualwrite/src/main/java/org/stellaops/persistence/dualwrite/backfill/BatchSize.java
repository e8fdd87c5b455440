// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;

/** How many records the next batch takes: more after a quick one, fewer after a slow one. Written by one thread, read by any. */
final class BatchSize {

    private static final int FIRST = 500;
    private static final int LEAST = 50;
    private static final int MOST_GROWTH = 10;
    private static final long LONG_NANOS = Duration.ofSeconds(1).toNanos();

    private final int most;
    private volatile int now;

    BatchSize(int most) {
        this.most = most;
        this.now = Math.min(FIRST, most);
    }

    int now() {
        return now;
    }

    /** A batch of so many records took so long to write. */
    void took(int records, long nanos) {
        now = next(now, most, records, nanos);
    }

    /** A batch that held fewer records than it might have, because they are large, says nothing about more of them. */
    static int next(int now, int most, int records, long nanos) {
        if (nanos > LONG_NANOS) {
            return Math.max(Math.min(LEAST, most), now / 2);
        }
        return records < now ? now : (int) Math.min(most, growth(nanos) * now);
    }

    /** By so much as leaves a batch below a third of what is long. */
    private static long growth(long nanos) {
        return Math.max(1, Math.min(MOST_GROWTH, LONG_NANOS / 3 / Math.max(1, nanos)));
    }
}
