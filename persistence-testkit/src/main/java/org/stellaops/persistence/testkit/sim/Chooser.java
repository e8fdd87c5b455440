package org.stellaops.persistence.testkit.sim;

import java.util.List;
import java.util.function.Supplier;

/** Decides what happens next in a simulation. */
public interface Chooser {

    /**
     * Chooses one of the moves.
     *
     * @param moves what can happen, in a fixed order: the move that changes least comes first
     * @param state asked for, names the state of all stores and actors; equal states have equal futures
     * @return an index into the moves, or {@link #ABANDON} to end the run here
     */
    int choose(List<Move> moves, Supplier<String> state);

    /** Ends the run: nothing new can be learned from here on. */
    int ABANDON = -1;
}
