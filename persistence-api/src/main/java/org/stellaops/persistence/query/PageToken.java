// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import org.stellaops.persistence.Limits;

/**
 * The position where a listing continues, in terms of fields and ids, independent of the database; valid across a
 * leader change. Opaque to
 * callers, who may store it; not signed, so a client that must not choose a starting point must not receive one.
 *
 * <p>Not trusted: every value in it is checked as a value of a query is.
 *
 * @param text base64url
 */
public record PageToken(String text) {

    /**
     * Rejects what is longer than any token that was handed out.
     *
     * @throws IllegalArgumentException if the text has more than {@link Limits#LONGEST_TOKEN} characters
     */
    public PageToken {
        if (text.length() > Limits.LONGEST_TOKEN) {
            throw new IllegalArgumentException("a page token has at most " + Limits.LONGEST_TOKEN
                    + " characters, but this one has " + text.length());
        }
    }
}
