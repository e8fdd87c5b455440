// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Backends of cohorts for those of modules: names in the shared places are the cohort's own, keys of other cohorts are left out where they
 * are found, and refused where they are named.
 */
public final class CohortBackends {

    private CohortBackends() {}

    /**
     * Restricts a backend to a cohort.
     *
     * @param backend one whose control record, and whose fence, is that of the cohort
     * @param module that of the module
     */
    public static LegacyBackend legacy(Cohort cohort, LegacyBackend backend, LegacyBackend module) {
        return new CohortLegacyBackend(cohort, backend, module);
    }

    /** As {@link #legacy}. */
    public static TargetBackend target(Cohort cohort, TargetBackend backend, TargetBackend module) {
        return new CohortTargetBackend(cohort, backend, module);
    }
}
