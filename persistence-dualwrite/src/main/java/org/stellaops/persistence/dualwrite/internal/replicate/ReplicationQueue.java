package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Supplier;

/** Accepts images for the follower. Their results do not affect the caller. */
public interface ReplicationQueue {

    /** Sends the image, or returns why not. */
    void send(Supplier<SendResult> sending, ReplicationTask.Report report);
}
