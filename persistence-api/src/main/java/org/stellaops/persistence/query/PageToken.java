package org.stellaops.persistence.query;

/**
 * The position where a listing continues, in terms of fields and ids, independent of the database; valid across a
 * leader change. Opaque to
 * callers, who may store it; not signed, so a client that must not choose a starting point must not receive one.
 *
 * @param text base64url
 */
public record PageToken(String text) {}
