// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

/** The verdict of a verification. */
public enum Verdict {
    /** Every key of both stores was compared, there was at least one, and all are equal. */
    PASS,
    /** At least one key differs or cannot be compared. */
    FAIL,
    /**
     * No difference was found, and nothing is proven: no record was compared, some never came to rest, or the pass was
     * stopped.
     */
    NOT_VERIFIED
}
