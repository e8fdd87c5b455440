// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.supervision.BackgroundTask;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;

/**
 * The threads of shadow reads: a bounded number of comparisons, each with a deadline, none of which can delay or fail
 * the caller whose read was sampled. Owns its threads.
 *
 * <p>A comparison holds a permit during each attempt, and is counted while it waits for the next one, so the queue of the executor is
 * bounded too.
 * There is one thread more than permits, which enforces deadlines when every comparison hangs.
 */
final class ShadowWorkers implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** How many comparisons may wait for their next attempt, for each that may run. */
    private static final int WAITING = 16;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledThreadPoolExecutor threads;
    private final BackgroundTask task;
    private volatile ShadowReadPolicy policy;

    ShadowWorkers(String module, ShadowReadPolicy policy, Supervisor supervisor) {
        this.policy = policy;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(policy.maxInFlight() + 1, task -> {
            Thread thread = new Thread(task, "shadow-" + module + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        this.task = supervisor.task("shadow-reads", () -> !threads.isShutdown());
    }

    /** Accepts a comparison if a permit is free; never waits. */
    void offer(ReadComparison comparison) {
        if (!enter()) {
            comparison.abandoned(SkipReason.FULL);
            return;
        }
        schedule(() -> attempt(comparison, 1), Duration.ZERO, running);
    }

    /** Another policy from now on; comparisons that are running keep their permits. */
    void use(ShadowReadPolicy next) {
        policy = next;
        threads.setCorePoolSize(next.maxInFlight() + 1);
    }

    /** Whether no comparison is running. */
    boolean isIdle() {
        return waiting.get() == 0 && running.get() == 0;
    }

    /** Abandons running comparisons, and waits a few seconds for them to end. Closing twice is harmless. */
    @Override
    public void close() {
        threads.shutdownNow().clear();
        try {
            boolean unused = threads.awaitTermination(LONGEST_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean enter() {
        if (running.incrementAndGet() > policy.maxInFlight()) {
            running.decrementAndGet();
            return false;
        }
        return true;
    }

    /**
     * Runs something on a thread after a while.
     *
     * @param counter in which it is counted, and is not any more if it can never run
     */
    private void schedule(Runnable work, Duration delay, AtomicInteger counter) {
        try {
            Future<?> unused = threads.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            counter.decrementAndGet();
        } catch (OutOfMemoryError noThread) {
            counter.decrementAndGet();
            task.failed(noThread);
        }
    }

    /** A comparison that waited is due. Without a permit it waits once more, which counts as an attempt. */
    private void due(ReadComparison comparison, int attempt) {
        if (enter()) {
            waiting.decrementAndGet();
            attempt(comparison, attempt);
        } else if (attempt < policy.recheck().attempts()) {
            schedule(() -> due(comparison, attempt + 1), policy.recheck().pause(), waiting);
        } else {
            waiting.decrementAndGet();
            abandon(comparison, SkipReason.FULL);
        }
    }

    /** Whatever happens, the permit is given back, once, and never before another attempt is counted as waiting. */
    private void attempt(ReadComparison comparison, int attempt) {
        Deadline deadline = new Deadline(comparison, Thread.currentThread());
        @Nullable Future<?> timer = null;
        try {
            timer = threads.schedule(deadline::expire, policy.timeout().toNanos(), TimeUnit.NANOSECONDS);
            ReadComparison.Result result = comparison.once();
            if (deadline.met() && result == ReadComparison.Result.AGAIN) {
                again(comparison, attempt);
            }
            task.succeeded();
        } catch (Throwable failure) {
            failed(comparison, deadline, failure);
        } finally {
            running.decrementAndGet();
            if (timer != null) {
                timer.cancel(false);
            }
            // A deadline that was not met has interrupted this thread; the next look must not suffer.
            boolean unused = Thread.interrupted();
        }
    }

    /** A store that fails is no failure of this task; an Error is. */
    private void failed(ReadComparison comparison, Deadline deadline, Throwable failure) {
        if (failure instanceof Error) {
            task.failed(failure);
        }
        if (deadline.met()) {
            abandon(comparison, SkipReason.FAILED);
        }
    }

    private void again(ReadComparison comparison, int attempt) {
        if (attempt < policy.recheck().attempts() && waiting.incrementAndGet() <= policy.maxInFlight() * WAITING) {
            schedule(() -> due(comparison, attempt + 1), policy.recheck().pause(), waiting);
            return;
        }
        if (attempt < policy.recheck().attempts()) {
            waiting.decrementAndGet();
        }
        abandon(comparison, SkipReason.UNSETTLED);
    }

    private void abandon(ReadComparison comparison, SkipReason reason) {
        try {
            comparison.abandoned(reason);
        } catch (Throwable failure) {
            task.failed(failure);
        }
    }
}
