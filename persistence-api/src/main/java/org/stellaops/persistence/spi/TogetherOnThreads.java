// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** At the same time, on threads that are made for it and end with it: leaders change seldom, and nothing is left behind. */
public final class TogetherOnThreads implements Together {

    private final ThreadFactory threads;

    /** Does the first task on the calling thread, and each other one on a thread of this factory. */
    public TogetherOnThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public <T> List<T> all(List<Supplier<T>> tasks) {
        List<FutureTask<T>> begun =
                tasks.stream().map(it -> new FutureTask<>(it::get)).toList();
        List<Thread> started = new ArrayList<>();
        begun.stream().skip(1).forEach(it -> start(it).ifPresent(started::add));
        // What no thread has begun yet is done here; nothing is done twice.
        begun.forEach(FutureTask::run);
        awaitAll(started);
        return begun.stream().map(TogetherOnThreads::resultOf).toList();
    }

    private Optional<Thread> start(FutureTask<?> task) {
        try {
            Thread thread = threads.newThread(task);
            thread.start();
            return Optional.of(thread);
        } catch (OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    /** Whoever interrupts the caller means everything that it waits for. */
    private static void awaitAll(List<Thread> started) {
        boolean interrupted = false;
        for (Thread thread : started) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    started.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T resultOf(FutureTask<T> ended) {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException it) {
                throw it;
            } else if (e.getCause() instanceof Error it) {
                throw it;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a task that has ended is waited for", e);
        }
    }
}
