// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/**
 * Hands each call of a repository's interface to the implementation on the store that leads at that moment, and the answer to
 * the shadow reads.
 */
final class RepositoryProxy implements InvocationHandler {

    private final Supplier<Stage> stage;
    private final RepositoryImplementations implementations;
    private final Observer observer;

    /** Repeats a call at either store. */
    interface Call {
        @Nullable
        Object at(Side side) throws Throwable;
    }

    /** Receives the leader's answers. */
    interface Observer {
        void answered(
                Method method,
                @Nullable Object @Nullable [] arguments,
                Stage stage,
                @Nullable Object answer,
                Call call);
    }

    private RepositoryProxy(Supplier<Stage> stage, RepositoryImplementations implementations, Observer observer) {
        this.stage = stage;
        this.implementations = implementations;
        this.observer = observer;
    }

    static <R> R of(
            Class<R> type, Supplier<Stage> stage, RepositoryImplementations implementations, Observer observer) {
        return proxy(type, new RepositoryProxy(stage, implementations, observer));
    }

    static <R> R proxy(Class<R> type, InvocationHandler handler) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " must be an interface");
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        Stage asked = stage.get();
        @Nullable Object answer = implementations.call(asked.leader(), method, arguments);
        // A former leader may have answered without what its successor has accepted meanwhile.
        Stage now = stage.get();
        if (now.leader() != asked.leader()) {
            return implementations.call(now.leader(), method, arguments);
        }
        observer.answered(method, arguments, asked, answer, side -> implementations.call(side, method, arguments));
        return answer;
    }

    static Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "repository of the leading store";
        };
    }
}
