package org.stellaops.persistence;

/**
 * What went wrong in a store: enough to decide and to tell a person, never a document or a secret.
 *
 * @param kind what it means for whoever asked
 * @param message what was tried, on which key and store; what happened; what to do
 */
public record Fault(Kind kind, String message) {

    /** The kinds of fault, told apart by what they allow. */
    public enum Kind {
        /** The store cannot be reached or refuses to serve; what was asked certainly did not happen. */
        UNAVAILABLE,
        /** The store did not answer in time, or the connection was lost; what was asked may have happened or may still. */
        NO_ANSWER,
        /** The request was never sent: no free worker or connection, or an open circuit breaker. */
        OVERLOADED,
        /** The caller was interrupted; what was asked may have happened. */
        INTERRUPTED,
        /** This process works on an old epoch, or the store does not lead; certainly not applied. */
        OUT_OF_DATE,
        /** There is no record to delete; certainly not applied. */
        ABSENT,
        /** A stored record cannot be read as its entity type says; the message names key and path. */
        UNREADABLE,
        /** The store refuses this content for good, whichever way it says so; certainly not applied. */
        REJECTED,
        /** The store refuses the statement whatever it holds, as for want of a right or a table; certainly not applied. */
        REFUSED,
        /** A defect: the store or the library broke its own contract. */
        BROKEN
    }

    /** Whether what was asked may have taken effect, now or later. */
    public boolean mayHaveHappened() {
        return kind == Kind.NO_ANSWER || kind == Kind.INTERRUPTED || kind == Kind.BROKEN;
    }
}
