// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Instant;
import java.util.Collection;
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
 * @param boundaries the keys between the parts of a run that several threads or processes share; empty for a run in one piece
 * @param reached the last key whose batch is done; empty for a run in parts, each of which has its own
 * @param counts outcomes of the records up to that key
 * @param rejections the first rejected records, at most as many as the settings allow; {@code counts} holds the total
 */
public record BackfillRun(
        State state,
        Optional<String> source,
        Instant began,
        Optional<Instant> finished,
        List<RecordKey> boundaries,
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
        boundaries = List.copyOf(boundaries);
        rejections = List.copyOf(rejections);
    }

    static BackfillRun beginning(Optional<String> source, Instant now) {
        return new BackfillRun(
                State.UNFINISHED,
                source,
                now,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                BackfillCounts.NONE,
                List.of());
    }

    /** A run that begins, in parts between these keys. */
    BackfillRun divided(List<RecordKey> keys) {
        return new BackfillRun(state, source, began, finished, keys, reached, counts, rejections);
    }

    /** Of how many parts it is made: one more than there are boundaries. */
    public int parts() {
        return boundaries.size() + 1;
    }

    /** Whether it is divided into parts. */
    boolean isDivided() {
        return !boundaries.isEmpty();
    }

    /** A part of it that nobody has begun. */
    BackfillRun part() {
        return beginning(source, began);
    }

    /** This run with what its parts counted together. */
    BackfillRun withParts(Collection<BackfillRun> parts, int mostRejections) {
        return counting(
                parts.stream().map(BackfillRun::counts).reduce(BackfillCounts.NONE, BackfillCounts::plus),
                parts.stream()
                        .flatMap(it -> it.rejections().stream())
                        .limit(mostRejections)
                        .toList());
    }

    /** Whether it finished. */
    public boolean isFinished() {
        return state == State.FINISHED;
    }

    /** Whether it is the run that began then, and is not finished. */
    public boolean isUnfinished(Instant start) {
        return !isFinished() && began.equals(start);
    }

    /** Whether it is unfinished and can go on with this store: with the one that it has read so far. */
    boolean goesOnWith(Optional<String> store) {
        return !isFinished() && (source.isEmpty() || store.isEmpty() || source.equals(store));
    }

    BackfillRun reached(RecordKey key) {
        return new BackfillRun(state, source, began, finished, boundaries, Optional.of(key), counts, rejections);
    }

    BackfillRun counting(BackfillCounts newCounts, List<RejectedRecord> newRejections) {
        return new BackfillRun(state, source, began, finished, boundaries, reached, newCounts, newRejections);
    }

    BackfillRun finishedAt(Instant now) {
        return new BackfillRun(
                State.FINISHED, source, began, Optional.of(now), boundaries, reached, counts, rejections);
    }
}
