// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Optional;
import java.util.Set;

/**
 * The control record of one module in one of its stores, and the fence that goes with it.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O.
 * <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b>
 * Grows by
 * default methods only.
 */
public interface ControlStore {

    /** The record; linearizable. */
    ControlRecord read();

    /** False of a store that the module does not have ({@link LegacyBackend#none}): every other method throws. */
    default boolean exists() {
        return true;
    }

    /** The record, or empty if none was ever written here; linearizable. Writes nothing, not even a first record. */
    default Optional<ControlRecord> find() {
        return Optional.of(read()).filter(it -> it.epoch() > 0);
    }

    /**
     * Writes the record if there is none yet.
     *
     * @return the record that is there now
     */
    @CanIgnoreReturnValue
    ControlRecord initialise(ControlRecord first);

    /**
     * Replaces exactly the expected record. On the target under the exclusive lock of the module, so that every later
     * transaction sees it.
     */
    boolean compareAndSet(ControlRecord expected, ControlRecord next);

    /**
     * Makes the store reject writes of older epochs, by the validators of a legacy store. Idempotent. The target's
     * fence is
     * its control record, so there is nothing to do there.
     */
    FenceStrength raiseFence(long epoch);

    /**
     * The epoch of the fence; 0 if there is none, or somebody has it distrusted, and the epoch of the control record on the target.
     */
    long fenceEpoch();

    /**
     * Whether a fence that is raised now would most likely be weak, as far as can be told without raising it. Waits for a raise
     * that is under way as long as the raise itself would, which then does not wait for it again.
     */
    default boolean mayFenceBeWeak() {
        return false;
    }

    /**
     * Makes every process take the fence for absent, so that it confirms each write by the control record, until {@link #trustFence} or
     * a raise that was found strong. What a process found before, it may rely on for as long as it keeps such findings.
     *
     * @param by who distrusts it
     */
    default void distrustFence(String by) {}

    /** Takes the distrust of one process back. */
    default void trustFence(String by) {}

    /** Who has distrusted the fence since, without a break. */
    default Set<String> distrustingFence() {
        return Set.of();
    }

    /**
     * What the server says of itself, so that another server is told from this one: the system identifier of a PostgreSQL
     * cluster. Empty where nothing is known or may be asked.
     */
    default Optional<String> server() {
        return Optional.empty();
    }

    /**
     * How often the server became another one without changing its identity: the timeline of a PostgreSQL cluster, which
     * each promotion and each recovery to a point in time raises. 0 where nothing is known or may be asked.
     */
    default long timeline() {
        return 0;
    }

    /**
     * The epoch since which the module has had no records of other origin than its own: what was verified, backfilled or examined in an
     * earlier one says nothing of tenants that a cohort was given since. 0 if it was given none.
     */
    default long coveredSince() {
        return 0;
    }

    /** What a fence does. */
    enum FenceStrength {
        /** The store itself rejects writes of older epochs. */
        STRONG,
        /**
         * The store cannot reject them (no right to {@code collMod}, or no validators); stale-epoch writes are
         * detected and reported.
         */
        WEAK
    }
}
