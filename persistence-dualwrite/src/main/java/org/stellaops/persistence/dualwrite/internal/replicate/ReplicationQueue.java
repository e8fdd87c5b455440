package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Supplier;

/** Takes what is to be sent to the follower. Nothing that becomes of it reaches the caller. */
public interface ReplicationQueue {

    /**
     * Sends, or says why not.
     *
     * @param lane whose share of the threads it takes
     */
    void send(ReplicationLanes.Lane lane, Supplier<SendResult> sending, ReplicationTask.Report report);
}
