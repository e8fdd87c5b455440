// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A repository that is asked for before its module is open, and is made at the first call after it is. */
final class LateRepository implements InvocationHandler {

    private final Supplier<?> making;
    private volatile @Nullable Object made;

    private LateRepository(Supplier<?> making) {
        this.making = making;
    }

    /**
     * Makes one.
     *
     * @param making throws what a call throws while the module is not open
     */
    static <R> R of(Class<R> type, Supplier<? extends R> making) {
        return RepositoryProxy.proxy(type, new LateRepository(making));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return RepositoryProxy.ofObject(proxy, method, arguments);
        }
        return RepositoryImplementations.call(repository(), method, arguments);
    }

    private Object repository() {
        Object known = made;
        return known == null ? make() : known;
    }

    private synchronized Object make() {
        Object known = made;
        if (known == null) {
            known = making.get();
            made = known;
        }
        return known;
    }
}
