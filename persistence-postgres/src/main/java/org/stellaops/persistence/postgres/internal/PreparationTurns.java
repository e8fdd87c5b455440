// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * Lets one thread at a time prepare a schema. Whoever waited while another one found the server unavailable is told so: if each of
 * them tried in turn, the last one would wait for as many attempts to connect as there are threads.
 */
final class PreparationTurns {

    private final String module;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong attempts = new AtomicLong();
    private Optional<Fault> unavailable = Optional.empty();

    /**
     * Turns at the schema of a module.
     *
     * @param patience for how long one is waited for
     */
    PreparationTurns(String module, Duration patience) {
        this.module = module;
        this.patience = patience;
    }

    /**
     * Runs this when no other thread prepares.
     *
     * @throws StoreException of kind UNAVAILABLE if another thread prepares for longer than it is waited for, or has just found the
     *     server unavailable; and what the preparation throws
     */
    void take(Runnable preparation) {
        long before = attempts.get();
        await();
        try {
            if (attempts.get() != before && unavailable.isPresent()) {
                Fault found = unavailable.get();
                throw new StoreException(found.kind(), found.message(), null);
            }
            attempt(preparation);
        } finally {
            lock.unlock();
        }
    }

    /** Counted, other than what is told of one, so that whoever comes later tries for itself. */
    private void attempt(Runnable preparation) {
        unavailable = Optional.empty();
        try {
            preparation.run();
        } catch (StoreException e) {
            unavailable = Optional.of(e.fault()).filter(it -> it.kind() == Fault.Kind.UNAVAILABLE);
            throw e;
        } finally {
            attempts.incrementAndGet();
        }
    }

    private void await() {
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(
                        Fault.Kind.UNAVAILABLE,
                        "schema " + module
                                + " is still being prepared by another thread; nothing was changed, try later",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "waiting for schema " + module + " was interrupted", e);
        }
    }
}
