package org.stellaops.persistence.dualwrite.shadow;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/**
 * The threads that shadow reads have to themselves: a bounded number of looks, each with a deadline, none of which can delay
 * or fail the caller who gave rise to it. Owns its threads.
 *
 * <p>A permit stands for a look from its first to its last attempt, so the queue of the executor is bounded too. There is one
 * thread more than permits, which keeps deadlines when every look hangs.
 */
final class ShadowWorkers implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final ShadowReadPolicy policy;
    private final Semaphore permits;
    private final ScheduledThreadPoolExecutor threads;

    ShadowWorkers(String module, ShadowReadPolicy policy) {
        this.policy = policy;
        this.permits = new Semaphore(policy.maxInFlight());
        AtomicInteger number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(policy.maxInFlight() + 1, task -> {
            Thread thread = new Thread(task, "shadow-" + module + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
    }

    /** Takes a look on if there is room; never waits. */
    void offer(ReadComparison comparison) {
        if (!permits.tryAcquire()) {
            comparison.abandoned(SkipReason.FULL);
            return;
        }
        schedule(comparison, 1, Duration.ZERO);
    }

    /** Whether nothing is being looked at. */
    boolean isIdle() {
        return permits.availablePermits() == policy.maxInFlight();
    }

    /** Gives up what is under way, and waits a few seconds for it to notice. Closing twice is harmless. */
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
            permits.release();
        }
    }

    private void attempt(ReadComparison comparison, int attempt) {
        Deadline deadline = new Deadline(comparison, Thread.currentThread());
        Future<?> timer = threads.schedule(deadline::expire, policy.timeout().toNanos(), TimeUnit.NANOSECONDS);
        try {
            ReadComparison.Result result = comparison.once();
            if (deadline.met()) {
                ended(comparison, attempt, result);
            } else {
                permits.release();
            }
        } catch (Throwable failure) {
            permits.release();
            if (deadline.met()) {
                comparison.abandoned(SkipReason.FAILED);
            }
        } finally {
            timer.cancel(false);
            // A deadline that was not met has interrupted this thread; the next look must not suffer.
            boolean unused = Thread.interrupted();
        }
    }

    private void ended(ReadComparison comparison, int attempt, ReadComparison.Result result) {
        if (result == ReadComparison.Result.DONE) {
            permits.release();
        } else if (attempt < policy.recheck().attempts()) {
            schedule(comparison, attempt + 1, policy.recheck().pause());
        } else {
            permits.release();
            comparison.abandoned(SkipReason.UNSETTLED);
        }
    }
}
