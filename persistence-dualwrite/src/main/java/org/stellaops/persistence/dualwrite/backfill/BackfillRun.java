// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * The progress of a backfill, as its checkpoint stores it.
 *
 * @param state whether it is at its end
 * @param began when it first started: a gate checks whether every process wrote through the library by then
 * @param finished when it finished
 * @param reached the last key whose batch is done
 * @param counts outcomes of the records up to that key
 * @param rejections the first rejected records, at most as many as the settings allow; {@code counts} holds the total
 */
public record BackfillRun(
        State state,
        Instant began,
        Optional<Instant> finished,
        Optional<RecordKey> reached,
        BackfillCounts counts,
        List<RejectedRecord> rejections) {

    /** Whether a run has finished. */
    public enum State {
        /** Unfinished; the next start resumes after {@code reached}. */
        UNFINISHED,
        /** Every record was read; the next start begins a new run. */
        FINISHED
    }

    /** Takes an unmodifiable copy. */
    public BackfillRun {
        rejections = List.copyOf(rejections);
    }

    static BackfillRun beginning(Instant now) {
        return new BackfillRun(
                State.UNFINISHED, now, Optional.empty(), Optional.empty(), BackfillCounts.NONE, List.of());
    }

    /** Whether it finished. */
    public boolean isFinished() {
        return state == State.FINISHED;
    }

    BackfillRun reached(RecordKey key) {
        return new BackfillRun(state, began, finished, Optional.of(key), counts, rejections);
    }

    BackfillRun counting(BackfillCounts newCounts, List<RejectedRecord> newRejections) {
        return new BackfillRun(state, began, finished, reached, newCounts, newRejections);
    }

    BackfillRun finishedAt(Instant now) {
        return new BackfillRun(State.FINISHED, began, Optional.of(now), reached, counts, rejections);
    }
}
