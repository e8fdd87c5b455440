// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Side;

/**
 * A repository's implementations on both stores.
 *
 * @param legacy on the legacy store
 * @param target on the target store
 */
record RepositoryImplementations(Object legacy, Object target) {

    @Nullable
    Object call(Side side, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return call(side == Side.LEGACY ? legacy : target, method, arguments);
    }

    /** Calls, and throws what the method throws. */
    static @Nullable Object call(Object implementation, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        // An interface need not be public.
        method.setAccessible(true);
        try {
            return method.invoke(implementation, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
