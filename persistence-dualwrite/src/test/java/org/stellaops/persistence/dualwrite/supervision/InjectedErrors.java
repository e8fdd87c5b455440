package org.stellaops.persistence.dualwrite.supervision;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/** Throws an Error out of every third call that a background thread makes, until each has had its number. */
final class InjectedErrors {

    private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

    /** So many errors for threads whose names begin like this. */
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
            if (thread.startsWith(name)
                    && count.get() > 0
                    && ThreadLocalRandom.current().nextInt(3) == 0) {
                int number = count.decrementAndGet();
                throw number % 3 == 0
                        ? new OutOfMemoryError("injected")
                        : number % 3 == 1 ? new StackOverflowError("injected") : new NoClassDefFoundError("injected");
            }
        });
    }

    private <T> T proxy(Class<T> type, T wrapped) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    maybeThrow();
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
