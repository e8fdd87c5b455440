// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;

/** Maps what a store threw to the outcome for the caller. Pure. */
public final class FaultOutcomes {

    private FaultOutcomes() {}

    /** The fault of a store's exception, or a defect if it threw anything else. */
    public static Fault of(RuntimeException thrown, String what) {
        if (thrown instanceof StoreException it) {
            return it.fault();
        }
        return new Fault(
                Fault.Kind.BROKEN,
                what + ": the store broke its contract by throwing "
                        + thrown.getClass().getName());
    }

    /** A write that failed before any statement but reads was sent. */
    public static WriteOutcome beforeAnyStatement(RuntimeException thrown, String what) {
        Fault fault = of(thrown, what);
        return new WriteOutcome.NotApplied(
                fault.mayHaveHappened()
                        ? new Fault(
                                Fault.Kind.UNAVAILABLE,
                                what + " was not begun, because a read before it failed: " + fault.message())
                        : fault);
    }

    /**
     * A write whose hint could not be read: empty where the record is at fault, since what is read next says why; otherwise the store is
     * not asked again.
     */
    static Optional<LeaderWriteResult> withoutHint(RuntimeException thrown, String what) {
        return of(thrown, what).kind() == Fault.Kind.UNREADABLE
                ? Optional.empty()
                : Optional.of(LeaderWriteResult.withoutImage(beforeAnyStatement(thrown, what)));
    }

    /** A write one of whose statements failed. */
    public static WriteOutcome afterStatement(RuntimeException thrown, String what) {
        Fault fault = of(thrown, what);
        if (fault.kind() == Fault.Kind.REJECTED) {
            return new WriteOutcome.Rejected(
                    WriteOutcome.Rejected.Kind.VALUE, "the content", what + " was rejected: " + fault.message());
        }
        return fault.mayHaveHappened() ? new WriteOutcome.Unknown(fault) : new WriteOutcome.NotApplied(fault);
    }

    /** A write that may already have taken effect before a later failure. */
    public static WriteOutcome unknown(RuntimeException thrown, String what) {
        return new WriteOutcome.Unknown(of(thrown, what));
    }

    /** A write that the store rejected because it does not lead in this epoch. */
    public static WriteOutcome outOfDate(String what) {
        return new WriteOutcome.NotApplied(
                new Fault(
                        Fault.Kind.OUT_OF_DATE,
                        what
                                + " was rejected: the store does not lead, or its leader change has begun; read the stage and try again"));
    }

    /** A write that a store without a fence accepted during a leader change. */
    public static WriteOutcome notConfirmed(String what) {
        return new WriteOutcome.Unknown(new Fault(
                Fault.Kind.NO_ANSWER,
                what + " was accepted during a leader change by a store that cannot reject it; read the" + " record"));
    }

    /** A delete of an absent record. */
    public static WriteOutcome absent(String what) {
        return new WriteOutcome.NotApplied(new Fault(Fault.Kind.ABSENT, what + ": there is no such record"));
    }
}
