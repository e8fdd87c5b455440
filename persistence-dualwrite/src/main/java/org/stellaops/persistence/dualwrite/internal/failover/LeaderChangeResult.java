// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/** The result of a leader change. */
public sealed interface LeaderChangeResult {

    /**
     * The new leader leads.
     *
     * @param epoch the epoch that began
     * @param fence the strength of the fence of the former leader
     */
    record Moved(long epoch, FenceStrength fence) implements LeaderChangeResult {}

    /** The store led already. */
    record AlreadyThere(long epoch) implements LeaderChangeResult {}

    /** The old leader still leads, in a higher epoch; nothing was lost. */
    record Aborted(String reason) implements LeaderChangeResult {}
}
