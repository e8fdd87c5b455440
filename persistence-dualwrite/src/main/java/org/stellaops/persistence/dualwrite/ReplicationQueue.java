package org.stellaops.persistence.dualwrite;

import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.protocol.SendResult;

/** Takes what is to be sent to the follower. Nothing that becomes of it reaches the caller. */
interface ReplicationQueue {

    /** Sends, or says why not. */
    void send(Supplier<SendResult> sending, ReplicationTask.Report report);
}
