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
 * @param source the identity of the legacy store that it reads, if that is known: {@code reached} points into that one
 * @param began when it first started: a gate checks whether every process wrote through the library by then
 * @param finished when it finished
 * @param reached the last key whose batch is done
 * @param counts outcomes of the records up to that key
 * @param rejections the first rejected records, at most as many as the settings allow; {@code counts} holds the total
 */
public record BackfillRun(
        State state,
        Optional<String> source,
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

    static BackfillRun beginning(Optional<String> source, Instant now) {
        return new BackfillRun(
                State.UNFINISHED, source, now, Optional.empty(), Optional.empty(), BackfillCounts.NONE, List.of());
    }

    /** Whether it finished. */
    public boolean isFinished() {
        return state == State.FINISHED;
    }

    /** Whether it is unfinished and can go on with this store: with the one that it has read so far. */
    boolean goesOnWith(Optional<String> store) {
        return !isFinished() && (source.isEmpty() || store.isEmpty() || source.equals(store));
    }

    BackfillRun reached(RecordKey key) {
        return new BackfillRun(state, source, began, finished, Optional.of(key), counts, rejections);
    }

    BackfillRun counting(BackfillCounts newCounts, List<RejectedRecord> newRejections) {
        return new BackfillRun(state, source, began, finished, reached, newCounts, newRejections);
    }

    BackfillRun finishedAt(Instant now) {
        return new BackfillRun(State.FINISHED, source, began, Optional.of(now), reached, counts, rejections);
    }
}
