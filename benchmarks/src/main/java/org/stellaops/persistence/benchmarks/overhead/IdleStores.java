// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.fault.Interception;

/**
 * Stores that do nothing from some moment on: what a statement answers first then, it answers again, and nothing is kept. What is
 * measured over them is the library's.
 */
final class IdleStores {

    private static final Set<String> STATEMENTS =
            Set.of("find", "hint", "hintTombstone", "replaceHinted", "clearPending", "apply", "write");

    private volatile boolean isIdle;

    /** Such a store in a backend whose everything else is the real one's. */
    LegacyBackend over(LegacyBackend real) {
        return over(LegacyBackend.class, LegacyStore.class, real);
    }

    /** As {@link #over(LegacyBackend)}. */
    TargetBackend over(TargetBackend real) {
        return over(TargetBackend.class, TargetStore.class, real);
    }

    /** From now on nothing is done. */
    void begin() {
        isIdle = true;
    }

    private <B, S> B over(Class<B> kind, Class<S> stores, B real) {
        return Interception.of(kind, (method, arguments) -> {
            Object answer = Interception.call(real, method, arguments);
            return stores.isInstance(answer) ? idle(stores, stores.cast(answer)) : answer;
        });
    }

    private <S> S idle(Class<S> kind, S real) {
        Map<String, Object> answers = new ConcurrentHashMap<>();
        return Interception.of(
                kind,
                (method, arguments) -> isIdle && STATEMENTS.contains(method.getName())
                        ? held(answers, real, method, arguments)
                        : Interception.call(real, method, arguments));
    }

    private static @Nullable Object held(
            Map<String, Object> answers, Object real, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object held = answers.get(method.getName());
        if (held != null) {
            return held;
        }
        Object answer = Interception.call(real, method, arguments);
        return answer == null ? null : answers.merge(method.getName(), answer, (first, later) -> first);
    }
}
