// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A budget of writes for the workers. The director of the load grants writes and waits for them; during long-running
 * work the workers continue at a low rate, so that the load is never idle.
 *
 * <p>Safe for concurrent use.
 */
final class Allowance {

    private static final long TRICKLE_MILLIS = 100;
    private static final long BREATH_MILLIS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final int workers;
    private long left;
    private int waiting;
    private int trickling;
    private boolean stopped;
    private @Nullable Throwable failure;

    Allowance(int workers) {
        this.workers = workers;
    }

    /** Grants more writes. */
    void grant(long writes) {
        locked(() -> {
            left += writes;
            changed.signalAll();
        });
    }

    /** Acquires permission for one write; false if the load has ended. */
    boolean take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            changed.signalAll();
            awaitPermission();
            waiting--;
            left = Math.max(0, left - 1);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** The write was not acknowledged, so it does not count. */
    void giveBack() {
        grant(1);
    }

    /** A short wait before a write is tried again, which ends at once when the load is stopped. */
    void breathe() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(BREATH_MILLIS);
            while (!stopped && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins (+1) or ends (-1) work during which writes continue at a low rate. */
    void trickle(int change) {
        locked(() -> {
            trickling += change;
            changed.signalAll();
        });
    }

    /** Waits until every granted write is answered and every worker is idle. */
    void awaitRest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (failure == null && !stopped && (left > 0 || waiting < workers)) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
        throwFailure();
    }

    void stop() {
        locked(this::end);
    }

    /** Ends the load, because a worker failed. */
    void fail(Throwable cause) {
        locked(() -> {
            failure = failure == null ? cause : failure;
            end();
        });
    }

    void throwFailure() {
        lock.lock();
        try {
            if (failure != null) {
                throw new IllegalStateException("the live load broke off: " + failure.getMessage(), failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Every wait rechecks all conditions, since several may change together.
     */
    private void awaitPermission() throws InterruptedException {
        while (!stopped && left <= 0) {
            if (trickling == 0) {
                changed.await();
            } else if (pacedBeside()) {
                return;
            }
        }
    }

    /** Whether a low-rate write is due; only pacing depends on it. */
    private boolean pacedBeside() throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(TRICKLE_MILLIS);
        while (nanos > 0 && !stopped && left <= 0 && trickling > 0) {
            nanos = changed.awaitNanos(nanos);
        }
        return nanos <= 0 && trickling > 0;
    }

    private void end() {
        stopped = true;
        changed.signalAll();
        ended.signalAll();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
