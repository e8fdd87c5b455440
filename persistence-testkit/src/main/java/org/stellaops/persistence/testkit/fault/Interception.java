// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands in for an object of an interface, such as a store, and hands on what it does not answer itself. */
public final class Interception {

    private Interception() {}

    /** What is done at a call. */
    @FunctionalInterface
    public interface Behaviour {

        /** The answer, or an exception that the method may throw; arguments are null if the method has none. */
        @Nullable
        Object on(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    /** An object of the interface that behaves so, the methods of {@link Object} included. */
    public static <T> T of(Class<T> kind, Behaviour behaviour) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(),
                new Class<?>[] {kind},
                (self, method, arguments) -> behaviour.on(method, arguments)));
    }

    /** Makes a call of the real object, and throws what that throws. */
    public static @Nullable Object call(Object real, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
