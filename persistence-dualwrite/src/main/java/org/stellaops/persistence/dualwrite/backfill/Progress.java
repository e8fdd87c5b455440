// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.RecordRejected;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;

/** Counts a run, reports its progress, and enforces its rate limit. */
final class Progress {

    private static final double NANOS = 1e9;

    private final EntityPair pair;
    private final BackfillSettings settings;
    private final DualWriteListener listener;
    private final LongSupplier ticker;
    private final Pause pause;
    private final long total;
    private final long startedAt;
    private long readHere;
    private BackfillRun run;

    Progress(
            EntityPair pair,
            BackfillSettings settings,
            DualWriteListener listener,
            LongSupplier ticker,
            Pause pause,
            BackfillRun start) {
        this.pair = pair;
        this.settings = settings;
        this.listener = listener;
        this.ticker = ticker;
        this.pause = pause;
        this.total = pair.legacy().roughCount();
        this.startedAt = ticker.getAsLong();
        this.run = start;
    }

    BackfillRun run() {
        return run;
    }

    /** Nanoseconds of some origin. */
    long now() {
        return ticker.getAsLong();
    }

    /** Counts a finished batch, and reports what of it was rejected. */
    void add(Batch batch, List<BatchCopy.Outcome> outcomes) {
        run = after(batch, outcomes);
        readHere += batch.size();
        batch.listedUnreadable().forEach(this::rejected);
        outcomes.forEach(outcome -> outcome.rejection().ifPresent(this::rejected));
    }

    /** The run with a batch of these outcomes. */
    BackfillRun after(Batch batch, List<BatchCopy.Outcome> outcomes) {
        BackfillCounts counts = run.counts().plusRefused(batch.unreadable());
        List<RejectedRecord> rejections = new ArrayList<>(run.rejections());
        rejections.addAll(batch.listedUnreadable());
        for (BatchCopy.Outcome outcome : outcomes) {
            counts = counts.plus(outcome.fate());
            outcome.rejection().ifPresent(rejections::add);
        }
        return run.counting(counts, rejections.subList(0, Math.min(rejections.size(), settings.rejections())));
    }

    void reached(RecordKey key) {
        run = run.reached(key);
        report();
    }

    void finish(Instant now) {
        run = run.finishedAt(now);
        report();
    }

    /** Waits until the rate is within its limit. */
    void holdRate() {
        if (settings.recordsPerSecond() == 0) {
            return;
        }
        long due = startedAt + (long) (readHere * NANOS / settings.recordsPerSecond());
        long early = due - ticker.getAsLong();
        if (early > 0) {
            pause.tryPause(Duration.ofNanos(early));
        }
    }

    private void rejected(RejectedRecord rejection) {
        listener.on(new RecordRejected(pair.type().module(), pair.type().name(), rejection.id(), rejection.reason()));
    }

    private void report() {
        BackfillCounts counts = run.counts();
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
                run.isFinished()));
    }
}
