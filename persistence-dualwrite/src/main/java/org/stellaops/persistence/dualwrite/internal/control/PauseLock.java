package org.stellaops.persistence.dualwrite.internal.control;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets work through, any amount at once, except while it is closed. Fair: who wants to close it gets his turn. */
public final class PauseLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private volatile boolean barred;

    /** Waits for the gate to open, then begins a piece of work; false if it stayed closed for so long. */
    public boolean tryEnter(Duration longest) {
        if (barred) {
            return false;
        }
        try {
            return lock.readLock().tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Whoever is interrupted does not wait, and needs not if the gate is open.
            return lock.readLock().tryLock();
        }
    }

    /** Ends a piece of work, on the thread that began it. */
    public void leave() {
        lock.readLock().unlock();
    }

    /** Lets nothing new in and waits for what is inside; false, and open, if that took too long. */
    public boolean tryClose(Duration longest) {
        try {
            return lock.writeLock().tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Opens the gate, on the thread that closed it. */
    public void open() {
        lock.writeLock().unlock();
    }

    /** Lets nothing new in, for as long as it is barred, without waiting for what is inside. */
    public void bar(boolean closed) {
        barred = closed;
    }
}
