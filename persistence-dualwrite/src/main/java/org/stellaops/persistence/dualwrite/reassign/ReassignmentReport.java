// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.List;
import org.stellaops.persistence.cutover.Handover;

/**
 * What became of a reassignment.
 *
 * @param module the module
 * @param generation the generation in which its cohorts are now
 * @param made the handovers that were made, in order
 * @param objections why the others were not
 */
public record ReassignmentReport(String module, long generation, List<Handover> made, List<String> objections) {

    /** Takes unmodifiable copies. */
    public ReassignmentReport {
        made = List.copyOf(made);
        objections = List.copyOf(objections);
    }

    /** Whether the tenants are assigned as was wanted. */
    public boolean isDone() {
        return objections.isEmpty();
    }
}
