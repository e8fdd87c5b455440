// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The control record of a cohort together with the fence that the cohorts of its module share. Raising the fence is not one step but
 * those of {@link SharedFence}, on a record and a validator that may be views which a test steps through.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never: a raise waits for no other one.
 */
public final class MemoryCohortControl implements ControlStore {

    private final int cohort;
    private final ControlStore record;
    private final SharedFence fence;
    private final SharedValidator validator;

    /**
     * The control of a cohort.
     *
     * @param record its control record, whose own fence is not asked
     * @param fence how the fence is raised
     * @param validator where it stands
     */
    public MemoryCohortControl(Cohort cohort, ControlStore record, SharedFence fence, SharedValidator validator) {
        this.cohort = cohort.number();
        this.record = record;
        this.fence = fence;
        this.validator = validator;
    }

    @Override
    public ControlRecord read() {
        return record.read();
    }

    @Override
    public Optional<ControlRecord> find() {
        return record.find();
    }

    @Override
    public ControlRecord initialise(ControlRecord first) {
        return record.initialise(first);
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        return record.compareAndSet(expected, next);
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        return fence.raise(cohort, epoch, Duration.ZERO, new SharedFence.Collections() {
            @Override
            public FenceStrength raise(FenceDemand demand, Runnable unanswered) {
                set(demand, unanswered);
                return FenceStrength.STRONG;
            }

            /** A write of the epoch before is tried, as the MongoDB store does. */
            @Override
            public FenceStrength stand() {
                return validator.refuses(epoch - 1) ? FenceStrength.STRONG : FenceStrength.WEAK;
            }
        });
    }

    private void set(FenceDemand demand, Runnable unanswered) {
        Optional<FenceDemand> stands = validator.demand();
        FenceDemand next = demand.over(stands);
        if (stands.equals(Optional.of(next))) {
            return;
        }
        try {
            validator.set(next);
        } catch (StoreException e) {
            if (e.fault().kind() != Fault.Kind.NO_ANSWER) {
                throw e;
            }
            unanswered.run();
        }
    }

    @Override
    public long fenceEpoch() {
        return record.distrustingFence().isEmpty()
                ? validator.demand().map(it -> it.epochOf(cohort)).orElse(0L)
                : 0;
    }

    @Override
    public boolean mayFenceBeWeak() {
        return fence.isBarred(Duration.ZERO);
    }

    @Override
    public void distrustFence(String by) {
        record.distrustFence(by);
    }

    @Override
    public void trustFence(String by) {
        record.trustFence(by);
    }

    @Override
    public Set<String> distrustingFence() {
        return record.distrustingFence();
    }
}
