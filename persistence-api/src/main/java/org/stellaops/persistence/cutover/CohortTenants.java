// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import java.util.function.Predicate;

/**
 * Which tenants belong to a cohort, as far as this process knows.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Only {@link #follow} may wait on I/O. <b>Nulls.</b> Neither accepted nor
 * returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface CohortTenants extends Predicate<String> {

    /** Finds the assignment of a generation in a store. */
    @FunctionalInterface
    interface Stored {

        /**
         * The assignment.
         *
         * @throws org.stellaops.persistence.StoreException if the store cannot be asked, or does not have it
         */
        StoredAssignment load(long generation);
    }

    /**
     * Takes note of the control record of the store that leads the cohort; from here on tenants belong to it by the assignment that the
     * record names. A record that is older than one that was noted changes nothing.
     *
     * @throws org.stellaops.persistence.StoreException as {@link Stored#load} does
     */
    default void follow(long epoch, long generation, Stored stored) {}

    /** Whether a tenant that does not belong to it did so earlier, by what this process knew. */
    default boolean formerly(String tenant) {
        return false;
    }

    /** The epoch of the cohort in which it was given tenants last; 0 if it never was. */
    default long since() {
        return 0;
    }
}
