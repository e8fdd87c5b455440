// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.slot;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * How many threads of all processes may do some work at once, such as that which needs connections of a database: a number of slots,
 * each held by a lease in the target. What a process that died held is free after a lease. A bound on load, and on nothing else: while
 * a process that was slow to renew does not know yet that its slot was taken over, two work on it.
 *
 * <p><b>Threads.</b> Safe for concurrent use. Keep one object for a process: it remembers since when it has seen the lease of a process
 * that died. <b>Blocking.</b> Waits on I/O. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if the target does not
 * answer.
 */
public final class WorkSlots {

    private final WorkLeases leases;
    private final int slots;

    /**
     * Slots of one kind of work.
     *
     * @param entries of the target
     * @param work what the slots are for; those of the same name are shared
     * @param slots how many there are
     * @param lease how long whoever gives no sign is taken for alive
     * @param ticker nanoseconds
     * @throws IllegalArgumentException if there is no slot
     */
    public WorkSlots(ControlEntries entries, String work, int slots, Duration lease, LongSupplier ticker) {
        if (slots < 1) {
            throw new IllegalArgumentException("there must be a slot at least, but there are " + slots);
        }
        this.leases = new WorkLeases(entries, "slot/" + work + "/", lease, ticker);
        this.slots = slots;
    }

    /** A slot; empty while all are held. */
    public Optional<Slot> take() {
        for (int slot = 0; slot < slots; slot++) {
            Optional<WorkLeases.Lease> lease = leases.take(Integer.toString(slot));
            if (lease.isPresent()) {
                return Optional.of(new Slot(lease.get()));
            }
        }
        return Optional.empty();
    }

    /** The right to work. For one thread. */
    public static final class Slot implements AutoCloseable {

        private final WorkLeases.Lease lease;

        private Slot(WorkLeases.Lease lease) {
            this.lease = lease;
        }

        /** Renews the slot when that is due; false if another process has taken it over. */
        public boolean hold() {
            return lease.hold();
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
