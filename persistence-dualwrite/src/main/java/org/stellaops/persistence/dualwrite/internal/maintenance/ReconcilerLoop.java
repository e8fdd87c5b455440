package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a piece of work on a thread of its own: at an interval, and after failures more and more rarely, with jitter so that
 * many processes do not come back at once.
 *
 * <p>Safe for concurrent use. Owns its thread; {@link #close} ends it.
 */
public final class ReconcilerLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.reconciler");
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST_BREATH = Duration.ofMillis(100);
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    private final Duration interval;
    private final BooleanSupplier work;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean woken;
    private volatile boolean closed;

    /** Makes the loop; {@link #start} begins it. The work says whether there is more to do before the interval is over. */
    public ReconcilerLoop(String name, Duration interval, BooleanSupplier work, RandomGenerator random) {
        this.interval = interval;
        this.work = work;
        this.random = random;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
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

    /** How long to wait after so many failures in a row. */
    public Duration pauseAfter(int failures) {
        if (failures == 0) {
            return interval;
        }
        long longest = interval.toNanos() << Math.min(failures, MOST_DOUBLINGS);
        return Duration.ofNanos(longest / 2 + random.nextLong(longest / 2 + 1));
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            End end = pass(failures);
            failures = end == End.FAILED ? failures + 1 : 0;
            try {
                await(end == End.MORE ? breath() : pauseAfter(failures));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** What one pass ended with. */
    private enum End {
        DONE,
        MORE,
        FAILED
    }

    /** Between passes that limits cut short, a move of the lead must get its turn. */
    private Duration breath() {
        return interval.compareTo(LONGEST_BREATH) < 0 ? interval : LONGEST_BREATH;
    }

    /** Warns of the first failure in a row only: an outage is one fact, however often it is met. */
    private End pass(int failuresBefore) {
        try {
            boolean more = work.getAsBoolean();
            if (failuresBefore > 0) {
                LOG.info("reconciler passes succeed again, after {} that ended early", failuresBefore);
            }
            return more ? End.MORE : End.DONE;
        } catch (Throwable e) { // An error that ended the thread would end recovery with it, and nobody would notice.
            if (failuresBefore == 0) {
                LOG.warn(
                        "a reconciler pass ended early; what is pending stays pending, and later passes go on: {}",
                        e.toString());
            }
            LOG.debug("a reconciler pass ended early", e);
            return End.FAILED;
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
        closed = true;
        wake();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(LONGEST_CLOSING.toNanos()));
            thread.interrupt();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
