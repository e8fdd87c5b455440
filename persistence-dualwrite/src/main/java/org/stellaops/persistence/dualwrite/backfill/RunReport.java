// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.RecordRejected;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;

/**
 * What all threads of a run have done in this process: its progress for whoever listens, and its rate.
 *
 * <p>Safe for concurrent use.
 */
final class RunReport {

    private static final double NANOS = 1e9;

    private final EntityPair pair;
    private final int recordsPerSecond;
    private final DualWriteListener listener;
    private final LongSupplier ticker;
    private final Pause pause;
    private final long total;
    private final long startedAt;
    private final Map<Integer, BackfillCounts> parts = new HashMap<>();
    private long readHere;

    RunReport(
            EntityPair pair, BackfillSettings settings, DualWriteListener listener, LongSupplier ticker, Pause pause) {
        this.pair = pair;
        this.recordsPerSecond = settings.recordsPerSecond();
        this.listener = listener;
        this.ticker = ticker;
        this.pause = pause;
        this.total = pair.legacy().roughCount();
        this.startedAt = ticker.getAsLong();
    }

    /** Nanoseconds of some origin. */
    long now() {
        return ticker.getAsLong();
    }

    void rejected(RejectedRecord rejection) {
        listener.on(new RecordRejected(pair.type().module(), pair.type().name(), rejection.id(), rejection.reason()));
    }

    synchronized void read(long documents) {
        readHere += documents;
    }

    /** Notes how far a part is, without a word. */
    synchronized void note(int part, BackfillCounts counts) {
        parts.put(part, counts);
    }

    /** Tells how far all parts are. */
    synchronized void tell(boolean finished) {
        BackfillCounts counts = parts.values().stream().reduce(BackfillCounts.NONE, BackfillCounts::plus);
        long took = ticker.getAsLong() - startedAt;
        listener.on(new BackfillProgress(
                pair.type().module(),
                pair.type().name(),
                new BackfillProgress.Counts(
                        counts.read(),
                        counts.applied(),
                        counts.same(),
                        counts.stale(),
                        counts.left(),
                        counts.refused()),
                Math.max(total, counts.read()),
                took <= 0 ? 0 : readHere * NANOS / took,
                finished));
    }

    /** Waits until the rate is within its limit. */
    void holdRate() {
        long early = early();
        if (early > 0) {
            pause.tryPause(Duration.ofNanos(early));
        }
    }

    private synchronized long early() {
        return recordsPerSecond == 0
                ? 0
                : startedAt + (long) (readHere * NANOS / recordsPerSecond) - ticker.getAsLong();
    }
}
