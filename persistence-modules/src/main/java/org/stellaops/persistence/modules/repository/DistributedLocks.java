// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;

/**
 * Locks of one tenant that processes hold for a lease. Each change of owner raises the fencing token, which whatever the lock
 * protects can compare, because a process that was paused does not know that its lease has ended.
 *
 * <p>A lock is a conditional write of the store: the leader decides, and the state is replicated, so that a change of leader keeps
 * the owners. Clocks of the processes must not differ by more than the lease can bear.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads.
 *
 * @param <L> the module's entity for a lock
 */
public final class DistributedLocks<L extends Lease> {

    private final EntityStore<L> locks;
    private final Lease.Factory<L> leases;
    private final InstantSource clock;

    /**
     * Locks of a tenant.
     *
     * @param locks the store of the tenant's locks
     * @param leases makes one, such as {@code LockLease::new}
     * @param clock for leases
     */
    public DistributedLocks(EntityStore<L> locks, Lease.Factory<L> leases, InstantSource clock) {
        this.locks = locks;
        this.leases = leases;
        this.clock = clock;
    }

    /** Takes a lock that nobody holds, or whose lease has ended; empty if somebody else holds it. */
    public Optional<L> acquire(String name, String owner, Duration lease) {
        Instant now = now();
        Optional<Versioned<L>> found = locks.findVersioned(name);
        if (found.isEmpty()) {
            return write(leases.lease(name, owner, 1, now, now, now.plus(lease), null), Precondition.absent());
        }
        L before = found.get().value();
        if (before.expiresAt().isAfter(now)) {
            return Optional.empty();
        }
        return write(
                leases.lease(name, owner, before.fencingToken() + 1, now, now, now.plus(lease), before.metadata()),
                Precondition.revision(found.get().revision()));
    }

    /** Prolongs a lock; empty if it was lost meanwhile. */
    public Optional<L> renew(L held, Duration lease) {
        Instant now = now();
        return ifHeld(held)
                .filter(it -> it.value().expiresAt().isAfter(now))
                .flatMap(it -> write(
                        leases.lease(
                                held.id(),
                                held.owner(),
                                held.fencingToken(),
                                held.acquiredAt(),
                                now,
                                now.plus(lease),
                                held.metadata()),
                        Precondition.revision(it.revision())));
    }

    /** Ends a lock; whether it was still held. The record stays, so that the fencing token keeps growing. */
    public boolean release(L held) {
        Instant now = now();
        Instant earliest = held.acquiredAt().plusMillis(1);
        Instant end = now.isAfter(earliest) ? now : earliest;
        return ifHeld(held)
                .flatMap(it -> write(
                        leases.lease(
                                held.id(),
                                held.owner(),
                                held.fencingToken(),
                                held.acquiredAt(),
                                now,
                                end,
                                held.metadata()),
                        Precondition.revision(it.revision())))
                .isPresent();
    }

    private Optional<Versioned<L>> ifHeld(L held) {
        return locks.findVersioned(held.id())
                .filter(it ->
                        it.value().owner().equals(held.owner()) && it.value().fencingToken() == held.fencingToken());
    }

    private Optional<L> write(L lock, Precondition precondition) {
        WriteOutcome outcome = locks.put(lock, precondition);
        return outcome.isApplied() ? Optional.of(lock) : Optional.empty();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
