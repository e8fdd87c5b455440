// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.dualwrite.settings.Backoff;

/**
 * Repeats a piece of work on a thread of its own: at an interval, and after failures more and more rarely, with jitter so that
 * many processes do not come back at once. Nothing that the work throws ends the thread; only {@link #end} and {@link #close} do.
 *
 * <p>Safe for concurrent use. Owns its thread.
 */
public final class SupervisedLoop implements AutoCloseable {

    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST_BREATH = Duration.ofMillis(100);
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    private final Duration interval;
    private final BooleanSupplier work;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private BackgroundTask task;
    private boolean woken;
    private volatile boolean closed;

    /** Makes a loop that only logs; {@link Supervisor#loop} makes one that also shows in the health of its owner. */
    SupervisedLoop(String name, Duration interval, BooleanSupplier work, RandomGenerator random) {
        this.interval = interval;
        this.work = work;
        this.random = random;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        this.task = new BackgroundTask(name, name, this::isAlive, InstantSource.system(), TaskListener.NONE);
    }

    void reportTo(BackgroundTask other) {
        this.task = other;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Whether its thread runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Makes the next pass begin at once. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the pass that runs the last one; does not wait for it, so that the work itself may call this. */
    public void end() {
        closed = true;
        wake();
    }

    /** How long to wait after this many consecutive failures. */
    public Duration pauseAfter(int failures) {
        if (failures == 0) {
            return interval;
        }
        long first = interval.toNanos();
        return Duration.ofNanos(Backoff.pause(first, first << MOST_DOUBLINGS, failures, random::nextLong));
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            Duration pause = interval;
            try {
                boolean more = work.getAsBoolean();
                failures = 0;
                task.succeeded();
                pause = more ? breath() : interval;
            } catch (Throwable thrown) {
                failures = Math.min(failures + 1, MOST_DOUBLINGS);
                task.failed(thrown);
            }
            rest(failures, pause);
        }
    }

    /** Between passes that limits cut short, other work must get its turn. */
    private Duration breath() {
        return interval.compareTo(LONGEST_BREATH) < 0 ? interval : LONGEST_BREATH;
    }

    private void rest(int failures, Duration pause) {
        try {
            await(failures == 0 ? pause : pauseAfter(failures));
        } catch (InterruptedException e) {
            // Only close ends the loop: an interrupt may be left over from the work, whose driver sets it again.
        } catch (Throwable thrown) {
            task.failed(thrown);
            LockSupport.parkNanos(interval.toNanos());
        }
    }

    private void await(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(LONGEST_CLOSING.toNanos()));
            thread.interrupt();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
