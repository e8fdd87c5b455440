// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.admission;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;

/**
 * Admits a store again that was emptied, replaced, restored or copied. Says first what will be lost, then does what is needed:
 * a new epoch, in which nothing of before is accepted; identities; a copy in the right direction; a verification.
 *
 * <p><b>Threads.</b> Safe for concurrent use; of several that are carried out at once the first counts. <b>Blocking.</b> Waits
 * on both stores, for as long as there are records. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a
 * store cannot be asked: carrying it out again goes on.
 */
public interface Readmission {

    /**
     * What is to be done; empty if both stores are what they were introduced as.
     *
     * @throws StoreNotAdmittedException if nothing tells which store is right: then ask {@link #plan(Side)}
     */
    Optional<ReadmissionPlan> plan();

    /** What is to be done if this store shall lead. */
    ReadmissionPlan plan(Side serving);

    /**
     * Does it.
     *
     * @param reason is kept, with the plan, in the store that leads
     * @throws IllegalStateException if the stores are not as the plan found them
     */
    ReadmissionReport carryOut(ReadmissionPlan plan, String reason);
}
