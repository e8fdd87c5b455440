package org.stellaops.persistence.entity;

/** A legacy document cannot be read as its entity type; the message names the place and the reason, never a value. */
public final class UnmappableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * A rejection.
     *
     * @param path where in the document
     * @param reason the rest of a sentence that begins with the path
     */
    public UnmappableException(String path, String reason) {
        super((path.isEmpty() ? "the document" : path) + " " + reason);
        this.path = path;
    }

    /** Where in the document. */
    public String path() {
        return path;
    }
}
