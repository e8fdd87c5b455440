// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a call of a repository's method names the tenant.
 *
 * @param method the method
 * @param index of the parameter
 */
record TenantArgument(Method method, int index) {

    /**
     * That of a method, if it has one.
     *
     * @throws IllegalArgumentException if more than one parameter is marked, or one that is no {@link String}
     */
    static Optional<TenantArgument> of(Method method) {
        Parameter[] parameters = method.getParameters();
        int[] marked = IntStream.range(0, parameters.length)
                .filter(it -> parameters[it].isAnnotationPresent(TenantParameter.class))
                .toArray();
        if (marked.length > 1 || (marked.length == 1 && parameters[marked[0]].getType() != String.class)) {
            throw new IllegalArgumentException(
                    method + " must mark one parameter of type String as @TenantParameter, and no other one");
        }
        return marked.length == 0 ? Optional.empty() : Optional.of(new TenantArgument(method, marked[0]));
    }

    String in(@Nullable Object @Nullable [] arguments) {
        if (arguments != null && arguments[index] instanceof String tenant) {
            return tenant;
        }
        throw new IllegalArgumentException("a call of " + method + " must name a tenant, but its argument was null");
    }
}
