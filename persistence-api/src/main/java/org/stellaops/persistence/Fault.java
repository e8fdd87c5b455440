// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

/**
 * A failure in a store: enough to decide and to report, never a document or a secret.
 *
 * @param kind what it means for the caller
 * @param message what was tried, on which key and store; what happened; what to do
 */
public record Fault(Kind kind, String message) {

    /** The kinds of fault, distinguished by what they allow the caller to do. */
    public enum Kind {
        /** The store cannot be reached or does not serve; the request was certainly not executed. */
        UNAVAILABLE,
        /**
         * The store did not answer in time, or the connection was lost; the request may have been executed or may
         * still be.
         */
        NO_ANSWER,
        /** The request was never sent: no free worker or connection, or an open circuit breaker. */
        OVERLOADED,
        /** The caller was interrupted; the request may have been executed. */
        INTERRUPTED,
        /** This process works in an old epoch, or the store does not lead; certainly not applied. */
        OUT_OF_DATE,
        /** There is no record to delete; certainly not applied. */
        ABSENT,
        /** A stored record cannot be read as its entity type; the message names key and path. */
        UNREADABLE,
        /** The store refuses this content for good, whichever way it says so; certainly not applied. */
        REJECTED,
        /** The store refuses the statement whatever it holds, as for want of a right or a table; certainly not applied. */
        REFUSED,
        /** A defect: the store or the library broke its own contract. */
        BROKEN
    }

    /** Whether the request may have taken effect, or may still. */
    public boolean mayHaveHappened() {
        return kind == Kind.NO_ANSWER || kind == Kind.INTERRUPTED || kind == Kind.BROKEN;
    }
}
