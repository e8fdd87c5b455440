// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.testkit.fault.Interception;

/**
 * Stores that do nothing: once a record is there, reads of it answer what was found first, and a put takes effect without being kept.
 * What is measured over them is the library's.
 */
final class IdleStores {

    private static final StepResult DONE = new StepResult.Done();

    private IdleStores() {}

    /** A backend with such stores; everything else is the real one's. */
    static LegacyBackend over(LegacyBackend real) {
        return Interception.of(LegacyBackend.class, (method, arguments) -> {
            Object answer = Interception.call(real, method, arguments);
            return answer instanceof LegacyStore store ? idle(store) : answer;
        });
    }

    private static LegacyStore idle(LegacyStore real) {
        Map<String, Object> answers = new ConcurrentHashMap<>();
        return Interception.of(LegacyStore.class, (method, arguments) -> switch (method.getName()) {
            case "find", "hint" -> held(answers, real, method, arguments);
            case "hintTombstone" -> Optional.empty();
            case "replaceHinted" -> DONE;
            default -> Interception.call(real, method, arguments);
        });
    }

    private static @Nullable Object held(
            Map<String, Object> answers, LegacyStore real, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object held = answers.get(method.getName());
        if (held != null) {
            return held;
        }
        Object answer = Interception.call(real, method, arguments);
        if (answer instanceof Optional<?> it && it.isPresent()) {
            answers.put(method.getName(), answer);
        }
        return answer;
    }
}
