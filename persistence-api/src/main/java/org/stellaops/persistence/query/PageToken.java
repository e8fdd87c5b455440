package org.stellaops.persistence.query;

/**
 * Where a listing goes on, in terms of fields and ids and of no database; valid across a change of leader. Opaque to
 * callers, who may store it; not signed, so whoever may not choose a starting point must not be handed one.
 *
 * @param text base64url
 */
public record PageToken(String text) {}
