// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/**
 * What all comparisons of a read have in common. A follower that fails twice in a row, and not for want of a connection, is a
 * divergence. A difference that was seen and never confirmed is counted under what explains it.
 */
abstract class ComparedRead implements ReadComparison {

    private final ReadKind kind;
    private final ComparisonReports reports;
    private @Nullable String failedBefore;
    private Divergence.@Nullable Kind seen;
    private Cause explanation = Cause.IN_FLIGHT;

    ComparedRead(ReadKind kind, ComparisonReports reports) {
        this.kind = kind;
        this.reports = reports;
    }

    /** Compares once; a follower that does not answer is a {@link FollowerFailure}. */
    abstract Result compare();

    /** Under which key a difference of the whole answer is reported. */
    abstract RecordKey about();

    @Override
    public final Result once() {
        try {
            return compare();
        } catch (FollowerFailure e) {
            return failed(e.failure());
        }
    }

    @Override
    public final void abandoned(SkipReason reason) {
        if (reason == SkipReason.UNSETTLED) {
            explain(explanation);
        }
        reports.notCompared(kind, reason);
    }

    /** A difference was seen; the first one of a read says of what kind it is. */
    final void saw(Divergence.Kind difference) {
        if (seen == null) {
            seen = difference;
        }
    }

    /** What would explain the difference if it is never confirmed. */
    final Result again(Cause cause) {
        explanation = cause;
        return Result.AGAIN;
    }

    /** The comparison is conclusive; a difference that was seen and is gone has this cause. */
    final Result done(int records, Cause cause) {
        explain(cause);
        return done(records);
    }

    /** The comparison is conclusive, and what it found has been reported. */
    final Result done(int records) {
        reports.compared(kind, records);
        return Result.DONE;
    }

    final boolean hasSeen() {
        return seen != null;
    }

    private void explain(Cause cause) {
        if (seen != null) {
            reports.explained(seen, cause);
            seen = null;
        }
    }

    private Result failed(RuntimeException failure) {
        String word = FollowerFailure.wordOf(failure);
        if (FollowerFailure.isLasting(failure)) {
            if (!word.equals(failedBefore)) {
                failedBefore = word;
                return Result.AGAIN;
            }
            Side follower = reports.stage().leader().other();
            boolean unused = reports.diverges(
                    about(), new Divergence.FailsOnOneSide(follower, word), FollowerFailure.explanationOf(failure));
        }
        throw failure;
    }
}
