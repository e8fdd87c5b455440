// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.HandedOver;
import org.stellaops.persistence.cutover.Handover;

/**
 * What a reassignment would do.
 *
 * @param module the module
 * @param generation the generation in which its cohorts are
 * @param unfinished a handover that somebody began and did not end, which is finished or undone first
 * @param handovers what goes from which cohort to which after that, one after the other
 * @param objections why nothing can be handed over now
 */
public record ReassignmentPlan(
        String module,
        long generation,
        Optional<Handover> unfinished,
        SortedMap<Handover, HandedOver> handovers,
        List<String> objections) {

    /** Takes unmodifiable copies. */
    public ReassignmentPlan {
        handovers = Collections.unmodifiableSortedMap(new TreeMap<>(handovers));
        objections = List.copyOf(objections);
    }

    /** That nothing can be handed over. */
    static ReassignmentPlan refused(String module, long generation, List<String> objections) {
        return new ReassignmentPlan(module, generation, Optional.empty(), Collections.emptySortedMap(), objections);
    }

    /** Whether the tenants are assigned as is wanted, and nothing is left of an earlier reassignment. */
    public boolean isReached() {
        return unfinished.isEmpty() && handovers.isEmpty() && objections.isEmpty();
    }
}
