// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import java.util.stream.Stream;

/**
 * A gate: a condition that must hold, with its evidence, before a stage may change. It is asked for every step, whoever asks
 * for the step: the configuration file, a call or a command.
 *
 * <p><b>Threads.</b> Called by one thread at a time for each module. <b>Blocking.</b> May wait on I/O through the evidence.
 * <b>Failure.</b> Whatever it throws refuses the step.
 */
@FunctionalInterface
public interface StageGate {

    /** What it says of a step; nothing if it has nothing to say of that step. */
    List<GateAnswer> check(StageStep step);

    /** A gate that objects to nothing. */
    static StageGate none() {
        return step -> List.of();
    }

    /** This gate and another one: either may refuse. */
    default StageGate and(StageGate other) {
        return step ->
                Stream.concat(check(step).stream(), other.check(step).stream()).toList();
    }
}
