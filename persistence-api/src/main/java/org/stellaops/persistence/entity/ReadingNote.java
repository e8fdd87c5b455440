// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

/**
 * A difference between a document that can be read and the one that a mapping would write of its content, if there were none yet.
 *
 * @param kind what differs
 * @param path where, with {@code []} for the elements of a list
 */
public record ReadingNote(Kind kind, String path) {

    /** What differs. */
    public enum Kind {
        /** The member is missing, and has a declared value then. */
        DEFAULT,
        /** A declared word stands for a missing member. */
        ABSENT,
        /** A text that the field does not allow is read as the declared one. */
        FALLBACK,
        /** A single value stands for the list of it. */
        SINGLE,
        /** The same value in another declared form, or of another class of numbers, than new documents have. */
        OTHER_FORM,
        /** The document holds something that the content does not. */
        NOT_KEPT
    }

    /** Whether the declaration of the type provides for it, so that nothing is lost. */
    public boolean isDeclared() {
        return kind != Kind.NOT_KEPT;
    }
}
