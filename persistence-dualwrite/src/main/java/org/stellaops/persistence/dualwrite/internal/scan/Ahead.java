// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.scan;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.internal.control.Unchecked;

/**
 * Makes things on a thread of its own before they are asked for, as many as are allowed to wait. Whatever ends that thread, an {@link
 * Error} included, is thrown to whoever asks for the next thing, so that the thread needs nobody else to look after it.
 */
public final class Ahead<T> implements AutoCloseable {

    private static final long LOOK_SECONDS = 1;

    /** A thing, or what was thrown instead. */
    private record Made<T>(@Nullable T thing, @Nullable Throwable thrown) {}

    private final Supplier<Optional<T>> maker;
    private final Predicate<T> isLast;
    private final Runnable release;
    private final BlockingQueue<Made<T>> waiting;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins at once.
     *
     * @param maker called by the thread alone, until it answers nothing or the last thing
     * @param release called by the thread when it ends
     */
    public Ahead(Supplier<Optional<T>> maker, Predicate<T> isLast, Runnable release, int mostWaiting, String name) {
        this.maker = maker;
        this.isLast = isLast;
        this.release = release;
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            make();
        } catch (InterruptedException e) {
            // Only close interrupts this thread.
        } catch (Throwable thrown) {
            hand(thrown);
        } finally {
            // The release may talk to a driver that an interrupt would stop.
            boolean unused = Thread.interrupted();
            release.run();
        }
    }

    private void make() throws InterruptedException {
        while (!closed) {
            Optional<T> thing = maker.get();
            if (thing.isPresent()) {
                waiting.put(new Made<>(thing.get(), null));
            }
            if (thing.isEmpty() || isLast.test(thing.get())) {
                return;
            }
        }
    }

    private void hand(Throwable thrown) {
        try {
            if (!closed) {
                waiting.put(new Made<>(null, thrown));
            }
        } catch (InterruptedException e) {
            // It is closed, so that nobody asks any more.
        }
    }

    /** The next thing; empty if the calling thread is interrupted, whose status is kept. Not to be called behind the last one. */
    public Optional<T> next() {
        try {
            Made<T> made = waiting.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            while (made == null) {
                requireThread();
                made = waiting.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            }
            if (made.thrown() != null) {
                throw Unchecked.of(made.thrown());
            }
            return Optional.ofNullable(made.thing());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A thread that has ended has handed over everything; one that ended without is a defect. */
    private void requireThread() {
        if (!thread.isAlive() && waiting.isEmpty()) {
            throw new IllegalStateException("the thread " + thread.getName() + " ended without a word; start again");
        }
    }

    /** Waits until the thread has ended: an answer that it waits for is waited for, no longer than a store's deadline. */
    @Override
    public void close() {
        closed = true;
        waiting.clear();
        thread.interrupt();
        Threads.awaitEnd(thread);
    }
}
