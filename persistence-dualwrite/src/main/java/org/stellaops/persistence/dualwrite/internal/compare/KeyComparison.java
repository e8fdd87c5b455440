// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.spi.VersionStamp;

/** The result of comparing one key. */
public sealed interface KeyComparison {

    /**
     * Both stores hold the same.
     *
     * @param stamp at which they are equal
     * @param hashesFit whether each stored hash matches its content; if not, a writer bypassed the library in the
     *     leader, and its content was replicated to the follower
     */
    record Equal(VersionStamp stamp, boolean hashesFit) implements KeyComparison {}

    /** Both stores lack the key. */
    record Absent() implements KeyComparison {}

    /** The stores differ although the leader was at rest before and after. */
    record Differs(Divergence divergence) implements KeyComparison {}

    /** A write was in flight, so the comparison is inconclusive. */
    record Unsettled() implements KeyComparison {}
}
