// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;

/** How long a backfill waits because the target has become slow for everybody. Not for concurrent use. */
final class LatencyThrottle {

    private static final int MOST_DOUBLINGS = 5;
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    private final long limitNanos;
    private int strained;

    LatencyThrottle(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** Whether the latency is of interest. */
    boolean isLimited() {
        return limitNanos > 0;
    }

    /** As long as the batch took, and twice as long each further time, until a read is quick again. */
    Duration rest(long readNanos, long batchNanos) {
        if (!isLimited() || readNanos <= limitNanos) {
            strained = 0;
            return Duration.ZERO;
        }
        long doubled = batchNanos << strained;
        strained = Math.min(strained + 1, MOST_DOUBLINGS);
        return Duration.ofNanos(Math.min(doubled, LONGEST_NANOS));
    }
}
