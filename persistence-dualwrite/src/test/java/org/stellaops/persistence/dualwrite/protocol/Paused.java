// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A process that sleeps before or after one of its store calls, until the test wakes it or lets it die. */
final class Paused<T> {

    private static final long LONGEST_SECONDS = 20;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicBoolean met = new AtomicBoolean();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean dies;

    /** When the process sleeps. */
    private enum When {
        BEFORE,
        AFTER
    }

    /** Its death. */
    private static final class Died extends Error {

        private static final long serialVersionUID = 1L;
    }

    static <S, T> Paused<T> before(String method, Class<S> kind, S store, Function<S, T> process) {
        return new Paused<T>().begin(When.BEFORE, method, kind, store, process);
    }

    static <S, T> Paused<T> after(String method, Class<S> kind, S store, Function<S, T> process) {
        return new Paused<T>().begin(When.AFTER, method, kind, store, process);
    }

    /** Wakes the process and waits for what it answers. */
    T resume() {
        go.countDown();
        try {
            return result.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the process did not come to its end", e);
        }
    }

    /** Lets the process die where it sleeps. */
    void die() {
        dies = true;
        go.countDown();
    }

    private <S> Paused<T> begin(When when, String method, Class<S> kind, S store, Function<S, T> process) {
        S hooked = hooked(when, method, kind, store);
        Thread thread = new Thread(() -> run(process, hooked), "paused-" + method);
        thread.setDaemon(true);
        thread.start();
        await(reached);
        return this;
    }

    private <S> void run(Function<S, T> process, S hooked) {
        try {
            result.complete(process.apply(hooked));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private <S> S hooked(When when, String method, Class<S> kind, S store) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (proxy, called, args) -> {
            boolean here = called.getName().equals(method);
            if (here && when == When.BEFORE) {
                sleepOnce();
            }
            try {
                Object answer = called.invoke(store, args);
                if (here && when == When.AFTER) {
                    sleepOnce();
                }
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void sleepOnce() {
        if (met.compareAndSet(false, true)) {
            reached.countDown();
            await(go);
            if (dies) {
                throw new Died();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a paused process did not come to the call at which it sleeps");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
