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
 * <p>A comparison holds a permit from its first to its last attempt, so the queue of the executor is bounded too.
 * There is one thread more than permits, which enforces deadlines when every comparison hangs.
 */
final class ShadowWorkers implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final AtomicInteger running = new AtomicInteger();
    private volatile ShadowReadPolicy policy;
    private final ScheduledThreadPoolExecutor threads;
    private final BackgroundTask task;

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
        if (running.incrementAndGet() > policy.maxInFlight()) {
            running.decrementAndGet();
            comparison.abandoned(SkipReason.FULL);
            return;
        }
        schedule(comparison, 1, Duration.ZERO);
    }

    /** Another policy from now on; comparisons that are running keep their permits. */
    void use(ShadowReadPolicy next) {
        policy = next;
        threads.setCorePoolSize(next.maxInFlight() + 1);
    }

    /** Whether no comparison is running. */
    boolean isIdle() {
        return running.get() == 0;
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

    private void schedule(ReadComparison comparison, int attempt, Duration delay) {
        try {
            Future<?> unused =
                    threads.schedule(() -> attempt(comparison, attempt), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            running.decrementAndGet();
        } catch (OutOfMemoryError noThread) {
            running.decrementAndGet();
            task.failed(noThread);
        }
    }

    /** Whatever happens, the permit goes on to the next attempt or is given back, once. */
    private void attempt(ReadComparison comparison, int attempt) {
        Deadline deadline = new Deadline(comparison, Thread.currentThread());
        @Nullable Future<?> timer = null;
        boolean goesOn = false;
        try {
            timer = threads.schedule(deadline::expire, policy.timeout().toNanos(), TimeUnit.NANOSECONDS);
            ReadComparison.Result result = comparison.once();
            goesOn = deadline.met() && goesOn(comparison, attempt, result);
            task.succeeded();
        } catch (Throwable failure) {
            failed(comparison, deadline, failure);
        } finally {
            if (!goesOn) {
                running.decrementAndGet();
            }
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
        try {
            if (deadline.met()) {
                comparison.abandoned(SkipReason.FAILED);
            }
        } catch (Throwable again) {
            task.failed(again);
        }
    }

    /** Whether another attempt was scheduled, which has the permit now. */
    private boolean goesOn(ReadComparison comparison, int attempt, ReadComparison.Result result) {
        if (result == ReadComparison.Result.DONE) {
            return false;
        } else if (attempt < policy.recheck().attempts()) {
            schedule(comparison, attempt + 1, policy.recheck().pause());
            return true;
        }
        comparison.abandoned(SkipReason.UNSETTLED);
        return false;
    }
}
