// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/**
 * A possible move: an actor's step, and how it ends.
 *
 * @param step the step
 * @param fate how it ends
 */
public record Move(Step step, Fate fate) {

    /** How a step ends. */
    public enum Fate {
        /** It takes effect and is answered. */
        DONE,
        /** It fails before it takes effect, and the caller gets the failure. */
        FAILED,
        /** It takes effect, but the caller gets no answer. */
        NO_ANSWER,
        /** The caller gets no answer now; the effect comes at some later time. */
        DELAYED,
        /** It takes effect and is answered, and takes effect once more at some later time. */
        DUPLICATED,
        /** The caller's process dies before the step. */
        KILLED_BEFORE,
        /** The caller's process dies after the step took effect. */
        KILLED_AFTER
    }

    @Override
    public String toString() {
        return fate == Fate.DONE ? step.toString() : step + "  -- " + fate;
    }
}
