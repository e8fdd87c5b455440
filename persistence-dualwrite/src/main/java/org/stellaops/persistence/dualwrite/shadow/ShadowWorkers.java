// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.supervision.BackgroundTask;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;

/**
 * The threads of shadow reads: a bounded number of comparisons, each with a deadline, none of which can delay or fail
 * the caller whose read was sampled. Owns its threads.
 *
 * <p>A caller leaves its comparison in a queue and wakes no thread: on a machine with virtual processors a wake-up costs the caller more
 * than everything else here. While comparisons come, a thread looks into the queue every {@link #LOOK}, and enforces deadlines;
 * after {@link #QUIET} looks without any it stops, and the next caller starts it again.
 *
 * <p>A comparison holds a permit from its offer to the end of its attempt, and is counted while it waits for the next one, so both queues
 * are bounded. There is one thread more than permits, which looks when every comparison hangs.
 */
final class ShadowWorkers implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** How many comparisons may wait for their next attempt, for each that may run. */
    private static final int WAITING = 16;

    /** How many that found no permit wait to be reported by the thread that looks, so that counting and logging cost callers nothing. */
    private static final int MOST_UNREPORTED = 256;

    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int QUIET = 500;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Queue<ReadComparison> offered = new ConcurrentLinkedQueue<>();
    private final Queue<ReadComparison> dropped = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unreported = new AtomicInteger();
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
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
        this.task = supervisor.task("shadow-reads", () -> !threads.isShutdown());
    }

    /** Accepts a comparison if a permit is free; never waits. */
    void offer(ReadComparison comparison) {
        if (enter()) {
            offered.add(comparison);
        } else if (unreported.incrementAndGet() <= MOST_UNREPORTED) {
            dropped.add(comparison);
        } else {
            unreported.decrementAndGet();
            comparison.abandoned(SkipReason.FULL);
        }
        startLooking();
    }

    /** Another policy from now on; comparisons that are running keep their permits. */
    void use(ShadowReadPolicy next) {
        policy = next;
        threads.setCorePoolSize(next.maxInFlight() + 1);
    }

    /** Whether no comparison is running. */
    boolean isIdle() {
        return waiting.get() == 0 && running.get() == 0 && unreported.get() == 0;
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

    private void startLooking() {
        if (!looking.get() && looking.compareAndSet(false, true)) {
            schedule(() -> look(0), Duration.ZERO, this::cannotLook);
        }
    }

    /** Without a thread to look with, what was offered is given up, or its permits would be held for good. */
    private void cannotLook() {
        looking.set(false);
        for (ReadComparison it = offered.poll(); it != null; it = offered.poll()) {
            running.decrementAndGet();
            abandon(it, SkipReason.FULL);
        }
        reportDropped();
    }

    private void reportDropped() {
        for (ReadComparison it = dropped.poll(); it != null; it = dropped.poll()) {
            abandon(it, SkipReason.FULL);
            unreported.decrementAndGet();
        }
    }

    /**
     * Begins what was offered, and enforces deadlines. The next look is arranged before this thread begins a comparison itself.
     *
     * @param quiet looks in a row that found nothing to do
     */
    private void look(int quiet) {
        deadlines.forEach(this::expireIfOver);
        reportDropped();
        ReadComparison first = offered.poll();
        if (first == null && isIdle() && quiet >= QUIET) {
            looking.set(false);
            if (!offered.isEmpty() || !dropped.isEmpty()) {
                startLooking();
            }
            return;
        }
        for (ReadComparison it = offered.poll(); it != null; it = offered.poll()) {
            ReadComparison other = it;
            schedule(() -> attempt(other, 1), Duration.ZERO, running::decrementAndGet);
        }
        int next = first == null ? quiet + 1 : 0;
        schedule(() -> look(next), LOOK, this::cannotLook);
        if (first != null) {
            attempt(first, 1);
        }
    }

    private void expireIfOver(Deadline deadline) {
        try {
            deadline.expireIfOver();
        } catch (Throwable failure) {
            task.failed(failure);
        }
    }

    /**
     * Runs something on a thread after a while.
     *
     * @param never called if it can never run
     */
    private void schedule(Runnable work, Duration delay, Runnable never) {
        try {
            Future<?> unused = threads.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            never.run();
        } catch (OutOfMemoryError noThread) {
            never.run();
            task.failed(noThread);
        }
    }

    /** A comparison that waited is due. Without a permit it waits once more, which counts as an attempt. */
    private void due(ReadComparison comparison, int attempt) {
        if (enter()) {
            waiting.decrementAndGet();
            attempt(comparison, attempt);
        } else if (attempt < policy.recheck().attempts()) {
            schedule(() -> due(comparison, attempt + 1), policy.recheck().pause(), waiting::decrementAndGet);
        } else {
            waiting.decrementAndGet();
            abandon(comparison, SkipReason.FULL);
        }
    }

    /** Whatever happens, the permit is given back, once, and never before another attempt is counted as waiting. */
    private void attempt(ReadComparison comparison, int attempt) {
        Deadline deadline = new Deadline(comparison, policy.timeout());
        try {
            deadlines.add(deadline);
            ReadComparison.Result result = comparison.once();
            if (deadline.met() && result == ReadComparison.Result.AGAIN) {
                again(comparison, attempt);
            }
            task.succeeded();
        } catch (Throwable failure) {
            failed(comparison, deadline, failure);
        } finally {
            deadlines.remove(deadline);
            running.decrementAndGet();
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
            schedule(() -> due(comparison, attempt + 1), policy.recheck().pause(), waiting::decrementAndGet);
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
