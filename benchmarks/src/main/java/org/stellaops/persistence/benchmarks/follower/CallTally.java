// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts one block while it runs. Safe for concurrent use. */
final class CallTally {

    private static final int DIGITS = 3;
    private static final int SLICES = 3;

    private final List<Histogram> slices = Stream.<Histogram>generate(() -> new ConcurrentHistogram(DIGITS))
            .limit(SLICES)
            .toList();
    private final Histogram sinceCall = new ConcurrentHistogram(DIGITS);
    private final LongAdder failed = new LongAdder();

    /**
     * Counts one write.
     *
     * @param share how much of the block was over when it was due, from 0 to less than 1
     */
    void add(double share, long sinceDueNanos, long sinceCallNanos, boolean applied) {
        slices.get((int) (share * SLICES)).recordValue(sinceDueNanos);
        sinceCall.recordValue(sinceCallNanos);
        if (!applied) {
            failed.increment();
        }
    }

    Block block() {
        return new Block(slices, sinceCall, failed.sum());
    }
}
