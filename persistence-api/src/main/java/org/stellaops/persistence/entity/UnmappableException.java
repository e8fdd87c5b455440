// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Texts;

/** A legacy document cannot be read as its entity type; the message names the place and the reason, never a value. */
public final class UnmappableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_PATH = 200;

    private final String path;
    private final Problem problem;

    /** What is wrong, coarsely enough to say what helps. */
    public enum Problem {
        /** The {@code _id} is no key of the entity type. */
        KEY,
        /** The {@code _id} or the tenant is longer than a key may be. */
        LONG_KEY,
        /** The member that names the tenant is missing, or is no tenant. */
        TENANT,
        /** A member that no field names. */
        UNMAPPED_MEMBER,
        /** A member that a field requires is missing. */
        MISSING_MEMBER,
        /** A member is of a type that its field does not declare. */
        TYPE,
        /** A text is none of those that its field allows. */
        TEXT_NOT_ALLOWED,
        /** A value that PostgreSQL cannot represent. */
        NO_REPRESENTATION,
        /** Bytes that are no proper document: a name that occurs twice, a text that is not UTF-8. */
        MALFORMED,
        /** The members in which the library keeps its own state are not as it writes them. */
        LIBRARY,
        /** Anything else, such as a rejection by a mapping of an application. */
        OTHER
    }

    /**
     * A rejection.
     *
     * @param path where in the document
     * @param reason the rest of a sentence that begins with the path
     */
    public UnmappableException(String path, String reason) {
        this(Problem.OTHER, path, reason);
    }

    /**
     * A rejection that says what is wrong.
     *
     * @param problem what is wrong
     * @param path where in the document
     * @param reason the rest of a sentence that begins with the path
     */
    public UnmappableException(Problem problem, String path, String reason) {
        super(Limits.bounded((path.isEmpty() ? "the document" : readable(path)) + " " + reason));
        this.path = readable(path);
        this.problem = problem;
    }

    /**
     * The {@code _id} at a path is no key.
     *
     * @param refusal what the key's own rules say
     */
    public static UnmappableException ofKey(String path, IllegalArgumentException refusal) {
        Problem problem = refusal instanceof RecordKey.TooLongException ? Problem.LONG_KEY : Problem.KEY;
        return new UnmappableException(problem, path, "is no key of this entity type: " + refusal.getMessage());
    }

    /** A path names members of a document, which whoever wrote it has chosen. */
    private static String readable(String path) {
        return Texts.printable(path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...");
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** The path in the document. */
    public String path() {
        return path;
    }
}
