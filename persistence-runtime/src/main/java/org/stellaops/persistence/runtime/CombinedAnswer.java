// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.function.Predicate;

/**
 * Makes one answer of those of both stores, each of which leads some tenants and follows for the others. Named by {@link AcrossTenants}.
 *
 * <p>Called by the thread that calls the repository; must be safe for concurrent use.
 *
 * @param <T> what the method returns
 */
@FunctionalInterface
public interface CombinedAnswer<T> {

    /**
     * What one store answers about all tenants.
     *
     * @param answer its answer: of the tenants that it does not lead it may be late, and must not be used
     * @param leads whether it leads a tenant, by the tenant's name
     */
    record OfStore<T>(T answer, Predicate<String> leads) {}

    /**
     * The answer to the caller.
     *
     * <p>A method with a limit has to be asked with care: of the first ten of a store, all may belong to tenants that it does not lead.
     */
    T of(OfStore<T> legacy, OfStore<T> target);
}
