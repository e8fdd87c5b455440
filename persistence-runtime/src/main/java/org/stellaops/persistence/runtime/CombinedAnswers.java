// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;

/** Makes what {@link AcrossTenants} names. */
final class CombinedAnswers {

    private CombinedAnswers() {}

    /**
     * What combines the answers of a method, if the method says so.
     *
     * @throws IllegalArgumentException if it cannot be made
     */
    static Optional<CombinedAnswer<Object>> of(Method method) {
        return Optional.ofNullable(method.getAnnotation(AcrossTenants.class)).map(it -> make(it.value(), method));
    }

    private static CombinedAnswer<Object> make(Class<? extends CombinedAnswer<?>> type, Method method) {
        try {
            Constructor<? extends CombinedAnswer<?>> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            // It takes what the method returns; with another type its first call fails.
            @SuppressWarnings("unchecked")
            CombinedAnswer<Object> made = (CombinedAnswer<Object>) constructor.newInstance();
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    method + " names " + type.getName()
                            + " as @AcrossTenants, which must be a class with a constructor without parameters",
                    e);
        }
    }
}
