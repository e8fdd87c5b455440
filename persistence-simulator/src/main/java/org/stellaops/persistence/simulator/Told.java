// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;

/** What the outcome of a write says about its effect. */
public final class Told {

    private Told() {}

    /** The effect of a write with this precondition that was answered so. */
    public static Operation.Effect by(WriteOutcome outcome, Precondition precondition) {
        return outcome.fold(
                applied -> Operation.Effect.CERTAIN,
                conflict -> ofConflict(conflict, precondition),
                rejected -> Operation.Effect.NONE,
                notApplied -> ofNotApplied(notApplied.fault().kind()),
                unknown -> Operation.Effect.POSSIBLE);
    }

    /** The effect of a write that was not applied for this reason. */
    public static Operation.Effect ofNotApplied(Fault.Kind kind) {
        return switch (kind) {
            case ABSENT -> Operation.Effect.REFUSED;
            case OUT_OF_DATE -> Operation.Effect.OUT_OF_DATE;
            default -> Operation.Effect.NONE;
        };
    }

    /**
     * A conflict over a record that fulfils the precondition means that others were faster, not that it did not hold. So does one
     * over a record which the library had never written when it was read: a delete that is not applied may have versioned it, and
     * then the revision matches no more though the content is the same.
     */
    private static Operation.Effect ofConflict(WriteOutcome.Conflict conflict, Precondition precondition) {
        boolean overtaken = precondition instanceof Precondition.None
                || (precondition instanceof Precondition.Present
                        && conflict.found().isPresent())
                || (precondition instanceof Precondition.AtRevision it
                        && conflict.found().filter(found -> isSame(found, it)).isPresent());
        return overtaken ? Operation.Effect.OVERTAKEN : Operation.Effect.REFUSED;
    }

    private static boolean isSame(Revision found, Precondition.AtRevision expected) {
        return found.equals(expected.revision()) || expected.revision().stamp().isUnversioned();
    }
}
