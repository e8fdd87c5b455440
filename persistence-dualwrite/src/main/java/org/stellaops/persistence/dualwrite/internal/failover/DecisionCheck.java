package org.stellaops.persistence.dualwrite.internal.failover;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;

/** Looks at a module when nothing can be written any more and everything has been replicated, and may still forbid the move. */
@FunctionalInterface
public interface DecisionCheck {

    /** Forbids nothing. */
    DecisionCheck NOTHING = (from, epoch) -> Optional.empty();

    /**
     * Why the lead must not move; empty if it may.
     *
     * @param from who leads
     * @param epoch the epoch to come
     */
    Optional<String> objection(Side from, long epoch);
}
