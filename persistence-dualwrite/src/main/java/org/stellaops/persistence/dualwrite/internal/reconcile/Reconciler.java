// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * Finishes what senders left: processes each pending flag of one entity type and sends the state that it belongs to.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores; memory is
 * bounded by the batch. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store does not answer;
 * failures of single keys are counted.
 */
public interface Reconciler {

    /**
     * One pass over everything that is due, in the current epoch; empty if this store does not lead, or a leader
     * change has begun.
     */
    @CanIgnoreReturnValue
    default ReconcileResult runOnce() {
        return runOnce(PassLimits.NONE);
    }

    /** As {@link #runOnce()}, within limits; the next such pass resumes where this one ended. */
    ReconcileResult runOnce(PassLimits limits);

    /** One pass of a drain: in the next epoch, without a grace period, dead letters included. */
    ReconcileResult drain(long epoch);

    /** Sends the current state of one key; repeats a few times if the leader has to bump its version. */
    SendResult sendKey(RecordKey key, long epoch);

    /** Whether a key still carries its pending flag in exactly the state that was rejected. */
    boolean isStillPending(RejectedImage refused);

    /** The rejections of the follower. */
    RejectionTracker rejections();

    /** How many keys carry a pending flag, unreadable ones included. */
    long depth();

    /** Size, age and dead letters, at a cost that does not grow with the backlog. */
    Backlog backlog();

    /** Whether nothing is left, checked in the order that section 5 step 4 demands. */
    boolean foundEmpty();
}
