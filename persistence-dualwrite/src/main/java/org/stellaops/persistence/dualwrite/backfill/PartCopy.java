// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.spi.KeyRange;

/**
 * Copies single parts of a divided run, each under a lease and from where it was left.
 *
 * <p>Safe for concurrent use.
 */
final class PartCopy {

    /** Copies the keys of a range; false if it was stopped before its end. */
    interface Copying {
        boolean copy(KeyRange range, RunCheckpoint checkpoint, Progress progress, BooleanSupplier stopped);
    }

    private final BackfillRun run;
    private final List<KeyRange> ranges;
    private final RunCheckpoint checkpoint;
    private final WorkLeases leases;
    private final BackfillSettings settings;
    private final RunReport report;
    private final Copying copying;
    private final InstantSource clock;
    private final Map<Integer, BackfillRun> finished = new ConcurrentSkipListMap<>();

    PartCopy(
            BackfillRun run,
            RunCheckpoint checkpoint,
            WorkLeases leases,
            BackfillSettings settings,
            RunReport report,
            Copying copying,
            InstantSource clock) {
        this.run = run;
        this.ranges = KeyRange.between(run.boundaries());
        this.checkpoint = checkpoint;
        this.leases = leases;
        this.settings = settings;
        this.report = report;
        this.copying = copying;
        this.clock = clock;
    }

    int parts() {
        return ranges.size();
    }

    /** Whether this process has seen the end of a part. */
    boolean isFinished(int part) {
        return finished.containsKey(part);
    }

    /** Whether this process has seen the end of every part. */
    boolean isFinished() {
        return finished.size() == ranges.size();
    }

    /** The run with what the parts counted whose end this process has seen. */
    BackfillRun counted() {
        return run.withParts(finished.values(), settings.rejections());
    }

    /** Copies a part, unless somebody else does. */
    @SuppressWarnings("try") // The lease is given back whatever happens.
    PartResult copy(int part, BooleanSupplier stopped) {
        Optional<WorkLeases.Lease> lease = leases.take(run.began() + "/" + part);
        if (lease.isEmpty()) {
            return PartResult.BUSY;
        }
        try (WorkLeases.Lease held = lease.get()) {
            return copy(part, held, stopped);
        }
    }

    private PartResult copy(int part, WorkLeases.Lease lease, BooleanSupplier stopped) {
        RunCheckpoint own = checkpoint.ofPart(run, part);
        BackfillRun start = own.load().orElseGet(run::part);
        // Whoever finishes a run removes what is kept of its parts, which then look as if nobody had begun them.
        if (checkpoint.load().filter(it -> it.isUnfinished(run.began())).isEmpty()) {
            return PartResult.GONE;
        } else if (start.isFinished()) {
            return finish(part, start);
        }
        Progress progress = new Progress(report, part, settings, start);
        if (copying.copy(ranges.get(part), own, progress, () -> stopped.getAsBoolean() || !lease.hold())) {
            progress.finish(clock.instant());
            own.save(progress.run());
            return finish(part, progress.run());
        }
        return lease.isHeld() ? PartResult.STOPPED : PartResult.LOST;
    }

    private PartResult finish(int part, BackfillRun counted) {
        finished.put(part, counted);
        report.note(part, counted.counts());
        return PartResult.FINISHED;
    }
}
