// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.admission;

import org.stellaops.persistence.cutover.Side;

/**
 * Why a store is not the one that the pair was introduced with, or no longer holds what it held.
 *
 * @param side which store
 * @param kind what is wrong
 * @param text a whole sentence that names both stores
 */
public record StoreProblem(Side side, Kind kind, String text) {

    /** What can be wrong. */
    public enum Kind {
        /** The store knows nothing of the pair: it was emptied, dropped and made anew, or is another one. */
        EMPTY,
        /** The store belongs to another pair. */
        FOREIGN,
        /** The store belongs to the pair, but the other one knows a later or an earlier one in its place. */
        REPLACED,
        /** The store has lost what it had: a backup was restored, or a failover dropped acknowledged commits. */
        REWOUND,
        /** The store was copied to another server. */
        COPIED,
        /** The store was readmitted, and was not filled and verified to the end. */
        UNFILLED
    }
}
