package org.stellaops.persistence.dualwrite.internal.reconcile;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * Finishes what senders left: looks at each mark of one entity type and sends what it stands for.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores; memory is
 * bounded by the batch. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store cannot be asked at all;
 * what fails for one key is counted.
 */
public interface Reconciler {

    /** One pass over all that is due, in the present epoch; empty-handed if this store does not lead, or its lead is moving. */
    @CanIgnoreReturnValue
    default ReconcileResult runOnce() {
        return runOnce(PassLimits.NONE);
    }

    /** As {@link #runOnce()}, within limits; the next such pass goes on where this one ended. */
    ReconcileResult runOnce(PassLimits limits);

    /** One pass of a drain: in the epoch to come, without grace for anyone, dead letters included. */
    ReconcileResult drain(long epoch);

    /** Sends one key as it is in the leader now; again, a few times, if the leader had to give it a higher version. */
    SendResult sendKey(RecordKey key, long epoch);

    /** Whether a key still carries its pending flag in exactly the state that was refused. */
    boolean isStillPending(RejectedImage refused);

    /** What the follower refuses. */
    RejectionTracker rejections();

    /** How many keys carry a pending flag, those included that cannot be read. */
    long depth();

    /** Depth, age and dead letters, at a cost that does not grow with the backlog. */
    Backlog backlog();

    /** Whether nothing is left, looked for in the order that section 5 step 4 demands. */
    boolean foundEmpty();
}
