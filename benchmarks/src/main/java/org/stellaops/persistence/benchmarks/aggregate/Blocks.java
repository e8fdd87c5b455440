// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls from a number of threads for a while. */
final class Blocks implements AutoCloseable {

    private final ExecutorService callers = Executors.newCachedThreadPool();

    /** One call. */
    interface Call {
        void make(int caller, long count);
    }

    /** How long a call took on average for each caller, in nanoseconds, over so many milliseconds. */
    double nanosPerCall(int threads, long millis, Call call) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        List<Future<Long>> counts = new ArrayList<>();
        long began = System.nanoTime();
        for (int caller = 0; caller < threads; caller++) {
            int number = caller;
            counts.add(callers.submit(() -> {
                long count = 0;
                do {
                    call.make(number, count++);
                } while (System.nanoTime() < end);
                return count;
            }));
        }
        long total = counts.stream().mapToLong(Blocks::get).sum();
        return (double) (System.nanoTime() - began) * threads / total;
    }

    private static long get(Future<Long> count) {
        try {
            return count.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
