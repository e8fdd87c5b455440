// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import org.stellaops.persistence.Limits;
import org.stellaops.persistence.value.Texts;

/** A legacy document cannot be read as its entity type; the message names the place and the reason, never a value. */
public final class UnmappableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_PATH = 200;

    private final String path;

    /**
     * A rejection.
     *
     * @param path where in the document
     * @param reason the rest of a sentence that begins with the path
     */
    public UnmappableException(String path, String reason) {
        super(Limits.bounded((path.isEmpty() ? "the document" : readable(path)) + " " + reason));
        this.path = readable(path);
    }

    /** A path names members of a document, which whoever wrote it has chosen. */
    private static String readable(String path) {
        return Texts.printable(path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...");
    }

    /** The path in the document. */
    public String path() {
        return path;
    }
}
