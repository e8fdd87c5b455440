// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/** The result of moving a module to another stage. */
public sealed interface MoveResult {

    /**
     * The module is in the new stage.
     *
     * @param pause how long this process held its writes back; zero if the leader did not change
     */
    record Moved(Stage from, Stage to, Duration pause) implements MoveResult {}

    /**
     * The module stays in its stage.
     *
     * @param reasons whole sentences
     */
    record Refused(Stage from, Stage to, List<String> reasons) implements MoveResult {

        /** Takes an unmodifiable copy. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** Whether the module is in the new stage. */
    default boolean isMoved() {
        return this instanceof Moved;
    }
}
