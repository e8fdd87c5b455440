// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;

/** Counts a run, or a part of one that is divided. For one thread. */
final class Progress {

    private final RunReport report;
    private final int part;
    private final int mostRejections;
    private BackfillRun run;

    /**
     * Goes on where a run, or a part, ended.
     *
     * @param part which one; 0 for a run in one piece
     */
    Progress(RunReport report, int part, BackfillSettings settings, BackfillRun start) {
        this.report = report;
        this.part = part;
        this.mostRejections = settings.rejections();
        this.run = start;
    }

    BackfillRun run() {
        return run;
    }

    /** Nanoseconds of some origin. */
    long now() {
        return report.now();
    }

    /** Counts a finished batch, and reports what of it was rejected. */
    void add(Batch batch, List<BatchCopy.Outcome> outcomes) {
        run = after(batch, outcomes);
        report.read(batch.size());
        report.note(part, run.counts());
        batch.listedUnreadable().forEach(report::rejected);
        outcomes.forEach(outcome -> outcome.rejection().ifPresent(report::rejected));
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
        return run.counting(counts, rejections.subList(0, Math.min(rejections.size(), mostRejections)));
    }

    void reached(RecordKey key) {
        run = run.reached(key);
        report.tell(false);
    }

    /** The run, or the part, is at its end. */
    void finish(Instant now) {
        run = run.finishedAt(now);
    }

    /** Waits until the rate is within its limit. */
    void holdRate() {
        report.holdRate();
    }
}
