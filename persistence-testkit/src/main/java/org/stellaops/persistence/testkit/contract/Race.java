// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Starts several threads at once and waits for all of them, at most a minute if nothing else is said. */
final class Race {

    private static final int SECONDS = 60;

    private Race() {}

    /** The answers, in the order of the runners. */
    static <T> List<T> of(int runners, IntFunction<T> run) {
        return within(SECONDS, runners, run);
    }

    /** As {@link #of}, for so many seconds at most. */
    static <T> List<T> within(int seconds, int runners, IntFunction<T> run) {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(runners);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                int runner = i;
                Callable<T> task = () -> {
                    start.await();
                    return run.apply(runner);
                };
                running.add(executor.submit(task));
            }
            start.countDown();
            List<T> answers = new ArrayList<>();
            for (Future<T> one : running) {
                answers.add(one.get(seconds, TimeUnit.SECONDS));
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while racing", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a runner threw: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a runner did not finish within " + seconds + " s", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
