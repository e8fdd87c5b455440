package org.stellaops.persistence.simulator;

/** What is simulated: makes a fresh world for each run. Must make equal worlds every time. */
public interface Scenario {

    /** A world that has not moved yet, whose simulation asks this chooser. */
    World begin(Chooser chooser);

    /** One world: its simulation, and what must hold when the run is complete. */
    interface World {

        /** The simulation. */
        Simulation simulation();

        /**
         * Lets everything that was left come to rest, without faults, and checks what must hold then.
         *
         * @throws AssertionError if it does not hold
         */
        void checkAtRest();
    }
}
