// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;

/** Checks a module after writes have stopped and everything has been replicated; may still veto the leader change. */
@FunctionalInterface
public interface DecisionCheck {

    /** Never vetoes. */
    DecisionCheck NOTHING = (from, epoch) -> Optional.empty();

    /**
     * Why the leader must not change; empty if it may.
     *
     * @param from the current leader
     * @param epoch the next epoch
     */
    Optional<String> objection(Side from, long epoch);

    /**
     * Why the leader must not change, by what no drain bears on: asked beside it, once nothing can be written in the old epoch and the
     * new leader was told.
     */
    default Optional<String> whileDraining(Side from) {
        return Optional.empty();
    }
}
