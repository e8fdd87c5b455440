// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/** The run as the code under test sees it: a {@link Simulation}, or one replay of a {@link StateSpace}. */
public interface Run {

    /** Called by stepped stores. */
    StepRunner steps();

    /** Adds a line to the trace. */
    void observe(String what);

    /** The name of the actor that moves; for tokens that are the same in every replay. */
    String currentActor();

    /**
     * Declares that the actor's future depends only on the name of this place, so that its states reached by different
     * paths are merged. If the declaration is wrong, an exploration may miss states.
     */
    void forget(String place);
}
