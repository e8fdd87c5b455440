package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;

/**
 * Carries what the leader holds to the follower.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores.
 * <b>Failure.</b> {@link org.stellaops.persistence.StoreException}: nothing is lost, because the pending flag is still there.
 */
public interface Sender {

    /** Sends what a write has just produced; again, a few times, if the leader had to give it a higher version. */
    SendResult sendFresh(LeaderWriteResult written);
}
