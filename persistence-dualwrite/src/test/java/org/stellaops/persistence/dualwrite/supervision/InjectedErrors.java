// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/** Throws an Error out of every third call that a background thread makes, until each has had its number. */
final class InjectedErrors {

    private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

    /** So many errors for the thread of this name, or those whose names are this, which ends in a hyphen, and a number. */
    void inject(String threads, int count) {
        left.put(threads, new AtomicInteger(count));
    }

    /** Whether all were thrown. */
    boolean areOver() {
        return left.values().stream().allMatch(it -> it.get() <= 0);
    }

    Map<String, AtomicInteger> left() {
        return left;
    }

    LegacyBackend around(LegacyBackend backend) {
        return proxy(LegacyBackend.class, backend);
    }

    TargetBackend around(TargetBackend backend) {
        return proxy(TargetBackend.class, backend);
    }

    /** Throws, if it is the turn of this thread. */
    void maybeThrow() {
        String thread = Thread.currentThread().getName();
        left.forEach((name, count) -> {
            boolean isMeant =
                    thread.equals(name) || (name.endsWith("-") && thread.matches(Pattern.quote(name) + "[0-9]+"));
            if (isMeant && count.get() > 0 && ThreadLocalRandom.current().nextInt(3) == 0) {
                throw error(count.decrementAndGet());
            }
        });
    }

    private static Error error(int number) {
        return switch (Math.floorMod(number, 3)) {
            case 0 -> new OutOfMemoryError("injected");
            case 1 -> new StackOverflowError("injected");
            default -> new NoClassDefFoundError("injected");
        };
    }

    private <T> T proxy(Class<T> type, T wrapped) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    maybeThrow();
                    if (Thread.currentThread().getName().contains("-follower-")) {
                        // A follower that takes some time, so that the check of deadlines meets sends that are under
                        // way.
                        LockSupport.parkNanos(1_000_000);
                    }
                    Object answer;
                    try {
                        answer = method.invoke(wrapped, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (answer instanceof LegacyStore it) {
                        return proxy(LegacyStore.class, it);
                    } else if (answer instanceof TargetStore it) {
                        return proxy(TargetStore.class, it);
                    }
                    return answer instanceof ControlStore it ? proxy(ControlStore.class, it) : answer;
                }));
    }
}
