// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Callers that write at a fixed rate, independent of response times. A write that is due while its caller still waits
 * is made as soon as the caller is free and is measured from its due time; so no delay is omitted.
 */
final class PacedLoad implements AutoCloseable {

    private final int callers;
    private final ExecutorService threads;
    private final AtomicLong numbers = new AtomicLong();

    PacedLoad(int callers) {
        this.callers = callers;
        this.threads = Executors.newFixedThreadPool(callers);
    }

    /** How many writes a second the callers make when each begins as soon as the one before is answered. */
    int capacity(Writer writer, Duration length) {
        AtomicLong made = new AtomicLong();
        long begin = System.nanoTime();
        together(caller -> {
            while (System.nanoTime() - begin < length.toNanos()) {
                boolean unused = writer.write(caller, new BenchmarkOrder(numbers.incrementAndGet()));
                made.incrementAndGet();
            }
        });
        return (int) (made.get() * 1_000_000_000L / (System.nanoTime() - begin));
    }

    /** Makes so many writes a second for a duration, and waits for the last answer. */
    Block run(Writer writer, int rate, Duration length) {
        long perCaller = Math.max(1, length.toMillis() * rate / 1000 / callers);
        long interval = length.toNanos() / perCaller;
        long begin = System.nanoTime();
        CallTally tally = new CallTally();
        together(caller -> call(writer, caller, begin + interval * caller / callers, interval, perCaller, tally));
        return tally.block();
    }

    private void together(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            running.add(threads.submit(() -> work.accept(caller)));
        }
        running.forEach(PacedLoad::await);
    }

    private void call(Writer writer, int caller, long first, long interval, long writes, CallTally tally) {
        for (long i = 0; i < writes; i++) {
            BenchmarkOrder order = new BenchmarkOrder(numbers.incrementAndGet());
            long due = first + i * interval;
            awaitTime(due);
            long called = System.nanoTime();
            boolean applied = writer.write(caller, order);
            long answered = System.nanoTime();
            tally.add((double) i / writes, answered - due, answered - called, applied);
        }
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void await(Future<?> running) {
        try {
            running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while callers wrote", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "a caller died: the library threw an exception instead of returning an outcome", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
