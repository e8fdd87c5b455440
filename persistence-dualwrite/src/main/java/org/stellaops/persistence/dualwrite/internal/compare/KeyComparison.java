package org.stellaops.persistence.dualwrite.internal.compare;

import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.spi.VersionStamp;

/** What a comparison of one key found. */
public sealed interface KeyComparison {

    /**
     * Both stores hold the same.
     *
     * @param stamp at which they do
     * @param hashesFit whether the hash that each keeps fits its content; if not, a writer bypassed the library in the
     *     leader, and what it wrote has reached the follower
     */
    record Equal(VersionStamp stamp, boolean hashesFit) implements KeyComparison {}

    /** Both stores lack the key. */
    record Absent() implements KeyComparison {}

    /** The stores differ although the leader was at rest before and after. */
    record Differs(Divergence divergence) implements KeyComparison {}

    /** A write was under way, so nothing can be said yet. */
    record Unsettled() implements KeyComparison {}
}
