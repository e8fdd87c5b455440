// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import org.stellaops.persistence.cutover.Handover;

/**
 * A step that was made.
 *
 * @param kind which one
 * @param handover who gives and who takes
 * @param generation the one that it belongs to
 */
public record ReassignmentStep(Kind kind, Handover handover, long generation) {

    /** The steps, in their order; {@link #UNDONE} takes the place of those from {@link #TAKEN} on. */
    public enum Kind {
        /** Both stores keep the new assignment; nothing goes by it yet. */
        STORED("both stores keep the new assignment"),
        /** The giver is in the new generation, and does not move until the end. */
        LET_GO("the giver has let the tenants go"),
        /** Nothing is written under the former assignment any more. */
        FENCED("nothing is written under the former assignment any more"),
        /** The receiver is in the new generation, and serves the tenants. */
        TAKEN("the receiver has taken the tenants"),
        /** Every cohort is in the new generation. */
        KNOWN_TO_ALL("every cohort is in the new generation"),
        /** The giver may move again. */
        ENDED("the reassignment is over"),
        /** The giver has the tenants as before. */
        UNDONE("the giver has the tenants as before");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** What has become so. */
        public String text() {
            return text;
        }
    }

    /** In one sentence, for a person. */
    public String describe() {
        return "generation " + generation + ", " + handover + ": " + kind.text();
    }
}
