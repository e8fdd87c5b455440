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
}
