// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Optional;
import java.util.function.Function;

/** The outcome of a write. Every caller handles all five; no exception adds a sixth. */
public sealed interface WriteOutcome {

    /**
     * The leader holds the write durably; it is replicated to the follower.
     *
     * @param revision names this write; that of a delete matches no record
     */
    record Applied(Revision revision) implements WriteOutcome {

        /** The version of the record, or of the tombstone of a delete. */
        public long version() {
            return revision.version();
        }
    }

    /**
     * The precondition did not hold, or concurrent writes won too often; the write did not happen.
     *
     * @param found the record that was there; empty if there was none
     * @param reason what was expected and what was found, without values
     */
    record Conflict(Optional<Revision> found, String reason) implements WriteOutcome {}

    /**
     * The write can never be stored as it is; nothing was written anywhere.
     *
     * @param kind why
     * @param where the path of the value, or the name of the unique constraint
     * @param reason a full sentence, without values
     */
    record Rejected(Kind kind, String where, String reason) implements WriteOutcome {

        /** Cuts a reason that is longer than {@link Limits#LONGEST_REASON}. */
        public Rejected {
            reason = Limits.bounded(reason);
        }

        /** Why a write was rejected. */
        public enum Kind {
            /** A value that one of the databases cannot store exactly, or of another type than the field's. */
            VALUE,
            /** Another record holds the value of a unique constraint. */
            UNIQUE,
            /** The type is append-only: the write would change or delete a record. */
            APPEND_ONLY
        }
    }

    /** The write did not happen and never will. Retrying is safe. */
    record NotApplied(Fault fault) implements WriteOutcome {}

    /** The write may have happened, or may still. Repeat it only under a revision as its precondition. */
    record Unknown(Fault fault) implements WriteOutcome {}

    /** Whether the write is acknowledged. */
    default boolean isApplied() {
        return this instanceof Applied;
    }

    /** Maps each case, so that adding a case is a compile error at every caller. */
    default <R> R fold(
            Function<? super Applied, ? extends R> applied,
            Function<? super Conflict, ? extends R> conflict,
            Function<? super Rejected, ? extends R> rejected,
            Function<? super NotApplied, ? extends R> notApplied,
            Function<? super Unknown, ? extends R> unknown) {
        if (this instanceof Applied it) {
            return applied.apply(it);
        } else if (this instanceof Conflict it) {
            return conflict.apply(it);
        } else if (this instanceof Rejected it) {
            return rejected.apply(it);
        } else if (this instanceof NotApplied it) {
            return notApplied.apply(it);
        }
        return unknown.apply((Unknown) this);
    }
}
