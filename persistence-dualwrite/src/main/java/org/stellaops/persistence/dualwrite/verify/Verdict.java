// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

/** The verdict of a verification. */
public enum Verdict {
    /** Every key of both stores was compared, there was at least one, and all are equal. */
    PASS,
    /** At least one key differs or cannot be compared. */
    FAIL,
    /**
     * No difference was found, and nothing is proven: no record was compared, some never came to rest, a store did not answer, the
     * pass was stopped, or the checker did not see a difference that was planted for it. {@link VerificationReport#open} says which.
     */
    NOT_VERIFIED
}
