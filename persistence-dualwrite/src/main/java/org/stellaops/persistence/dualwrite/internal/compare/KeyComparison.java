// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Set;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.spi.VersionStamp;

/** The result of comparing one key. */
public sealed interface KeyComparison {

    /**
     * Both stores hold the same.
     *
     * @param stamp at which they are equal
     * @param hashesFit whether each stored hash matches its content; if not, a writer bypassed the library in the
     *     leader, and its content was replicated to the follower
     * @param rules the names of the rules without which they would differ
     */
    record Equal(VersionStamp stamp, boolean hashesFit, Set<String> rules) implements KeyComparison {}

    /** Both stores lack the key. */
    record Absent() implements KeyComparison {}

    /** The stores differ although the leader was at rest before and after. */
    record Differs(Divergence divergence, Explanation explanation) implements KeyComparison {}

    /**
     * A write was in flight, so the comparison is inconclusive.
     *
     * @param cause {@link Cause#PENDING} or {@link Cause#IN_FLIGHT}
     */
    record Unsettled(Cause cause) implements KeyComparison {}
}
