// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** Sends what belongs to several collections at once: while a leader changes, callers wait for each round trip. */
final class Concurrently {

    private static final String NAME = "persistence-mongo-fence";

    private Concurrently() {}

    /**
     * Applies a function to each, the first on the calling thread and every other one on a thread that ends with it. Returns when all
     * have ended, or throws what the first of them threw that failed.
     */
    static <T, R> List<R> map(Collection<T> all, Function<T, R> each) {
        List<FutureTask<R>> tasks =
                all.stream().map(it -> new FutureTask<>(() -> each.apply(it))).toList();
        List<Thread> started = new ArrayList<>();
        tasks.stream().skip(1).forEach(it -> start(it, started));
        // What no thread has begun yet is done here; nothing is done twice.
        tasks.forEach(FutureTask::run);
        awaitAll(started);
        return tasks.stream().map(Concurrently::resultOf).toList();
    }

    private static void start(FutureTask<?> task, List<Thread> started) {
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        try {
            thread.start();
            started.add(thread);
        } catch (OutOfMemoryError e) {
            // It is done on the calling thread.
        }
    }

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

    private static <R> R resultOf(FutureTask<R> ended) {
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
