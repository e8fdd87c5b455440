// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.List;

/** Decides what happens next in a simulation. */
public interface Chooser {

    /**
     * Chooses one of the moves.
     *
     * @param moves the possible moves, in a fixed order: the move that changes least comes first
     * @return an index into the moves
     */
    int choose(List<Move> moves);
}
