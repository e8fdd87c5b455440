// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Supplier;

/** Accepts images for the follower. Their results do not affect the caller. */
public interface ReplicationQueue {

    /**
     * Sends, or says why not.
     *
     * @param lane whose share of the threads it takes
     */
    void send(ReplicationLanes.Lane lane, Supplier<SendResult> sending, ReplicationTask.Report report);
}
