package org.stellaops.persistence.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Side;

/** Hands each call of a repository's interface to the implementation on the store that leads at that moment. */
final class RepositoryProxy implements InvocationHandler {

    private final Supplier<Side> leader;
    private final Object legacy;
    private final Object target;

    private RepositoryProxy(Supplier<Side> leader, Object legacy, Object target) {
        this.leader = leader;
        this.legacy = legacy;
        this.target = target;
    }

    static <R> R of(Class<R> type, Supplier<Side> leader, R legacy, R target) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " must be an interface");
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new RepositoryProxy(leader, legacy, target)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        Side asked = leader.get();
        @Nullable Object answer = call(asked, method, arguments);
        // A former leader may have answered without what its successor has accepted meanwhile.
        Side now = leader.get();
        return now == asked ? answer : call(now, method, arguments);
    }

    private @Nullable Object call(Side side, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(side == Side.LEGACY ? legacy : target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "repository of the leading store";
        };
    }
}
