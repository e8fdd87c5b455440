package org.stellaops.persistence.dualwrite.verify;

/** What a verification proves. */
public enum Verdict {
    /** Every key of both stores was compared, there was at least one, and all are equal. */
    PASS,
    /** At least one key differs or cannot be compared. */
    FAIL,
    /** Nothing was found, and nothing is proven: no record was compared, some never came to rest, or the pass was stopped. */
    NOT_VERIFIED
}
