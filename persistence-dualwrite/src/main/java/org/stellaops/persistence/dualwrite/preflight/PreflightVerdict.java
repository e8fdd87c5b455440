// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/** What a preflight says of a collection. */
public enum PreflightVerdict {
    /** Every document was examined, and the target could hold all of them. */
    CLEAN,
    /** The target could not hold some documents, or it would lose something of them. */
    FINDINGS,
    /** Nothing was found, and not everything was examined, or there was nothing to examine. */
    NOT_CHECKED
}
