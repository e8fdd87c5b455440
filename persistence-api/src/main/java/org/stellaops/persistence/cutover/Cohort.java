// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import org.stellaops.persistence.RecordKey;

/**
 * Some of the tenants of a module, which are moved from store to store by themselves. Its epochs are a range of their own, so that
 * whatever carries an epoch names its cohort.
 *
 * @param module the module
 * @param name its name within the module
 * @param number from 1 on; no other cohort of the module has it
 * @param tenants which tenants belong to it; each tenant of the module belongs to exactly one cohort
 */
public record Cohort(String module, String name, int number, CohortTenants tenants) {

    /** The most cohorts that a module may have. */
    public static final int MOST = 31;

    /** What stands between the name of a module and that of a cohort; in no name of a module. */
    public static final String SEPARATOR = "~";

    private static final int BITS = 18;

    /** Checks the number. */
    public Cohort {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("cohort " + name + " of module " + module + " has number " + number
                    + ", but a module has cohorts 1 to " + MOST);
        }
    }

    /** The name under which it is moved, verified and reported, as a module is. */
    public String qualifiedName() {
        return module + SEPARATOR + name;
    }

    /** The module of a name, which may be that of a cohort. */
    public static String moduleOf(String name) {
        return name.split(SEPARATOR, 2)[0];
    }

    /** The first epoch of its range, in which nothing is written. */
    public long firstEpoch() {
        return firstEpoch(number);
    }

    /** The first epoch that is not its own any more. */
    public long endOfEpochs() {
        return firstEpoch(number + 1);
    }

    /** The first epoch of the range of a number; that of 0 belongs to modules without cohorts. */
    public static long firstEpoch(int number) {
        return (long) number << BITS;
    }

    /** The number of the cohort whose epoch this is; 0 if that is no cohort's. */
    public static int numberOf(long epoch) {
        return (int) (epoch >> BITS);
    }

    /**
     * Whether an epoch is an earlier one of the same cohort, or of the same module without cohorts. Epochs of different cohorts say
     * nothing of what came first.
     */
    public static boolean isEarlier(long epoch, long other) {
        return numberOf(epoch) == numberOf(other) && epoch < other;
    }

    /** Whether a key is one of a tenant that belongs to it. */
    public boolean owns(RecordKey key) {
        return key.tenant().filter(tenants).isPresent();
    }

    @Override
    public String toString() {
        return "cohort " + name + " of module " + module;
    }
}
