package org.stellaops.persistence.dualwrite.internal.failover;

import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/** What became of a change of leader. */
public sealed interface LeaderChangeResult {

    /**
     * The new leader leads.
     *
     * @param epoch the epoch that began
     * @param fence what the fence of the former one does
     */
    record Moved(long epoch, FenceStrength fence) implements LeaderChangeResult {}

    /** It led already. */
    record AlreadyThere(long epoch) implements LeaderChangeResult {}

    /** The old leader still leads, in a higher epoch; nothing was lost. */
    record GivenUp(String reason) implements LeaderChangeResult {}
}
