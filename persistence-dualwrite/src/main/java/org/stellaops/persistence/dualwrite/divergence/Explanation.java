// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

/**
 * Why two answers differ, and what shows it.
 *
 * @param cause the cause
 * @param evidence what was seen, in one clause, without values
 */
public record Explanation(Cause cause, String evidence) {

    /** That nothing else explains a difference. */
    public static final Explanation REAL = new Explanation(Cause.REAL, "nothing in flight explains it");
}
