package org.stellaops.persistence.dualwrite.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * Finishes what senders left: looks at each mark of one entity type and sends what it stands for.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores; memory is
 * bounded by the batch. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store cannot be asked at all;
 * what fails for one key is counted.
 */
public interface Reconciler {

    /** One pass in the present epoch; empty-handed if this store does not lead, or its lead is moving. */
    Pass runOnce();

    /** One pass of a drain: in the epoch to come, and without grace for anyone. */
    Pass drain(long epoch);

    /** How many keys carry a mark, those included that cannot be read. */
    long depth();

    /** When the oldest write was made that still carries its mark, of a sample of a batch; empty if there is none. */
    Optional<Instant> oldest();

    /** Whether nothing is left, looked for in the order that section 5 step 4 demands. */
    boolean foundEmpty();
}
