// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/** A simulated scenario: creates a fresh world for each run. All worlds must be equal. */
public interface Scenario {

    /** A world that has not moved yet, whose simulation asks this chooser. */
    World begin(Chooser chooser);

    /** One world: its simulation, and what must hold when the run is complete. */
    interface World {

        /** The simulation. */
        Simulation simulation();

        /**
         * Brings everything to rest, without faults, and checks the final state.
         *
         * @throws AssertionError if it does not hold
         */
        void checkAtRest();
    }
}
