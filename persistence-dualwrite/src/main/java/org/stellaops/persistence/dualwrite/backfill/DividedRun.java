// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.dualwrite.internal.scan.Threads;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.KeyRange;

/**
 * A run in parts that threads of this and of other processes share: each takes the first part that nobody works on, copies it from
 * where it was left, and takes the next. What is left when there is none is waited for, as its process may die.
 *
 * <p>Safe for the threads that it starts.
 */
final class DividedRun {

    private static final Duration LOOK = Duration.ofMillis(500);

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
    private final Pause pause;
    private final BooleanSupplier stopped;
    private final Map<Integer, BackfillRun> finished = new ConcurrentSkipListMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean halted;
    private volatile boolean gone;

    DividedRun(
            BackfillRun run,
            RunCheckpoint checkpoint,
            WorkLeases leases,
            BackfillSettings settings,
            RunReport report,
            Copying copying,
            InstantSource clock,
            Pause pause,
            BooleanSupplier stopped) {
        this.run = run;
        this.ranges = KeyRange.between(run.boundaries());
        this.checkpoint = checkpoint;
        this.leases = leases;
        this.settings = settings;
        this.report = report;
        this.copying = copying;
        this.clock = clock;
        this.pause = pause;
        this.stopped = stopped;
    }

    /** Works until every part is finished, or the run is stopped; the run with what its parts counted. */
    BackfillRun work(String name) {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(settings.workers(), ranges.size()); i++) {
            Thread thread = new Thread(this::takeParts, name + "-worker-" + i);
            thread.setDaemon(true);
            others.add(thread);
        }
        others.forEach(Thread::start);
        takeParts();
        // Whoever stops the run stops this thread, and the others with it.
        halted = !isFinished();
        others.forEach(Threads::awaitEnd);
        Throwable first = failures.peek();
        if (first instanceof Error e) {
            throw e;
        } else if (first instanceof RuntimeException e) {
            throw e;
        }
        return run.withParts(finished.values(), settings.rejections());
    }

    /** Whether every part is at its end. */
    boolean isFinished() {
        return finished.size() == ranges.size();
    }

    /** Whether another process has finished the run meanwhile, or somebody has put another in its place. */
    boolean isGone() {
        return gone;
    }

    private void takeParts() {
        try {
            while (!isOver() && !isFinished()) {
                if (!takePart() && !isFinished() && !pause.tryPause(LOOK)) {
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private boolean isOver() {
        return halted || gone || !failures.isEmpty() || stopped.getAsBoolean();
    }

    /** Works on the first part that is free; false if there is none. */
    private boolean takePart() {
        for (int part = 0; part < ranges.size() && !isOver(); part++) {
            if (finished.containsKey(part)) {
                continue;
            }
            Optional<WorkLeases.Lease> lease = leases.take(run.began() + "/" + part);
            if (lease.isPresent()) {
                try (WorkLeases.Lease held = lease.get()) {
                    copy(part, held);
                }
                return true;
            }
        }
        return false;
    }

    private void copy(int part, WorkLeases.Lease lease) {
        RunCheckpoint own = checkpoint.ofPart(run, part);
        BackfillRun start = own.load().orElseGet(run::part);
        // Whoever finishes a run removes what is kept of its parts, which then look as if nobody had begun them.
        if (checkpoint.load().filter(this::isSame).isEmpty()) {
            gone = true;
            return;
        } else if (start.isFinished()) {
            finish(part, start);
            return;
        }
        Progress progress = new Progress(report, part, settings, start);
        if (copying.copy(ranges.get(part), own, progress, () -> isOver() || !lease.hold())) {
            progress.finish(clock.instant());
            own.save(progress.run());
            finish(part, progress.run());
        } else if (lease.isHeld()) {
            // Ordered by somebody: this process ends with what it works on.
            halted = true;
        }
    }

    private void finish(int part, BackfillRun counted) {
        finished.put(part, counted);
        report.note(part, counted.counts());
    }

    private boolean isSame(BackfillRun kept) {
        return !kept.isFinished() && kept.began().equals(run.began());
    }
}
