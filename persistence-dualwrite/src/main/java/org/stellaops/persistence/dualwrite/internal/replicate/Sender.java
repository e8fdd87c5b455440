// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;

/**
 * Replicates states of the leader to the follower.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores.
 * <b>Failure.</b> {@link org.stellaops.persistence.StoreException}: nothing is lost, because the pending flag is still
 * set.
 */
public interface Sender {

    /** Sends the image of a write; repeats a few times if the leader has to bump its version. */
    SendResult sendFresh(LeaderWriteResult written);
}
