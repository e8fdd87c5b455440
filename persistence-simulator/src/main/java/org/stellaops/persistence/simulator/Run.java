package org.stellaops.persistence.simulator;

/** What code under test sees of the run it is in: a {@link Simulation}, or one replay of a {@link StateSpace}. */
public interface Run {

    /** What stepped stores call. */
    StepRunner steps();

    /** Something worth a line in a trace. */
    void observe(String what);

    /** The name of the actor that moves; for tokens that are the same in every replay. */
    String currentActor();

    /**
     * Says that the actor carries nothing on from here but the name of this place: two of its states that come here by
     * different ways are one. Says it wrongly, and an exploration may miss what only one of them leads to.
     */
    void forget(String place);
}
