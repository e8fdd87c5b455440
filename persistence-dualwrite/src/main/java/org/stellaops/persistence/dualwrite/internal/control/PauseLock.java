// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A shared lock for work and an exclusive one for pausing it. Fair: a pause is not starved by new work. */
public final class PauseLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private volatile boolean barred;

    /** Begins a piece of work, after waiting for a pause to end; false if the wait timed out. */
    public boolean tryEnter(Duration longest) {
        if (barred) {
            return false;
        }
        try {
            return lock.readLock().tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // An interrupted thread does not wait; without a pause it does not have to.
            return lock.readLock().tryLock();
        }
    }

    /** Ends a piece of work, on the thread that began it. */
    public void leave() {
        lock.readLock().unlock();
    }

    /** Whether no work is under way at this moment. */
    public boolean isIdle() {
        return lock.getReadLockCount() == 0;
    }

    /**
     * Starts a pause: blocks new work and waits for running work to end. If that takes too long, the pause is
     * cancelled and the result is false.
     */
    public boolean tryClose(Duration longest) {
        try {
            return lock.writeLock().tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the pause; must be called on the thread that started it. */
    public void open() {
        lock.writeLock().unlock();
    }

    /** Lets nothing new in, for as long as it is barred, without waiting for what is inside. */
    public void bar(boolean closed) {
        barred = closed;
    }
}
