// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/**
 * What would be said of a step if it were made now.
 *
 * @param from where the module stands, by the record of the store that leads
 * @param to the stage that is asked for
 * @param objections reasons that no override lifts, such as a step over a stage or a store that does not answer
 * @param gates what every gate says; empty if there are objections, because gates are asked last
 */
public record StepPreview(Stage from, Stage to, List<String> objections, List<GateAnswer> gates) {

    /** Takes unmodifiable copies. */
    public StepPreview {
        objections = List.copyOf(objections);
        gates = List.copyOf(gates);
    }

    /** Whether the module is in the stage already. */
    public boolean isReached() {
        return from == to;
    }

    /** Whether the step would be made without an override. */
    public boolean isAllowed() {
        return objections.isEmpty() && refused().isEmpty();
    }

    /** Whether the store that leads would change. */
    public boolean changesLeader() {
        return from.leader() != to.leader();
    }

    /** The gates that refuse it. */
    public List<GateAnswer> refused() {
        return gates.stream().filter(it -> !it.passed()).toList();
    }
}
