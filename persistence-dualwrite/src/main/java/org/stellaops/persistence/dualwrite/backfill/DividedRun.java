// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.dualwrite.internal.scan.Threads;
import org.stellaops.persistence.dualwrite.settings.Pause;

/**
 * A run in parts that threads of this and of other processes share: each takes the first part that nobody works on, copies it from
 * where it was left, and takes the next. What is left when there is none is waited for, as its process may die.
 *
 * <p>Safe for the threads that it starts.
 */
final class DividedRun {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final PartCopy parts;
    private final int workers;
    private final Pause pause;
    private final BooleanSupplier stopped;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean halted;
    private volatile boolean gone;

    DividedRun(PartCopy parts, int workers, Pause pause, BooleanSupplier stopped) {
        this.parts = parts;
        this.workers = workers;
        this.pause = pause;
        this.stopped = stopped;
    }

    /** Works until every part is finished, or the run is stopped; the run with what its parts counted. */
    BackfillRun work(String name) {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(workers, parts.parts()); i++) {
            Thread thread = new Thread(this::takeParts, name + "-worker-" + i);
            thread.setDaemon(true);
            others.add(thread);
        }
        others.forEach(Thread::start);
        takeParts();
        // Whoever stops the run stops this thread, and the others with it.
        halted = !parts.isFinished();
        others.forEach(Threads::awaitEnd);
        Throwable first = failures.peek();
        if (first instanceof Error e) {
            throw e;
        } else if (first instanceof RuntimeException e) {
            throw e;
        }
        return parts.counted();
    }

    /** Whether every part is at its end. */
    boolean isFinished() {
        return parts.isFinished();
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
        for (int part = 0; part < parts.parts() && !isOver(); part++) {
            if (!parts.isFinished(part) && worked(parts.copy(part, this::isOver))) {
                return true;
            }
        }
        return false;
    }

    private boolean worked(PartResult result) {
        // Ordered by somebody: this process ends with what it works on.
        halted = halted || result == PartResult.STOPPED;
        gone = gone || result == PartResult.GONE;
        return result != PartResult.BUSY;
    }
}
