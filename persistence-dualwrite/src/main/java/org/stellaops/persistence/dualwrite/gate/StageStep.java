// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import org.stellaops.persistence.cutover.Stage;

/**
 * A step that somebody asks for.
 *
 * @param from where the module stands, by its control record
 * @param to the stage that is asked for
 * @param evidence what is known of the module now
 */
public record StageStep(Stage from, Stage to, GateEvidence evidence) {

    /** Whether this is the step between these two. */
    public boolean is(Stage first, Stage second) {
        return from == first && to == second;
    }
}
