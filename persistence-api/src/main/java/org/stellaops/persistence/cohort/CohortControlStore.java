// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The control record of a cohort, whose epochs stay within its range. Whoever reads that the store leads is served by the assignment
 * that the record names from then on.
 *
 * @param ofModule what the store keeps beside the control records of the module, stored assignments among it
 */
record CohortControlStore(Cohort cohort, ControlStore record, ControlEntries ofModule) implements ControlStore {

    @Override
    public ControlRecord read() {
        return followed(record.read());
    }

    @Override
    public boolean exists() {
        return record.exists();
    }

    @Override
    public Optional<ControlRecord> find() {
        return record.find().map(this::followed);
    }

    /** A first record counts from the beginning of the range. */
    @Override
    public ControlRecord initialise(ControlRecord first) {
        long epoch = Cohort.numberOf(first.epoch()) == 0 ? cohort.firstEpoch() + first.epoch() : first.epoch();
        return followed(record.initialise(first.at(first.phase(), required(epoch))));
    }

    private ControlRecord followed(ControlRecord read) {
        if (read.leads()) {
            cohort.tenants().follow(read.epoch(), read.generation().number(), this::stored);
        }
        return read;
    }

    private StoredAssignment stored(long generation) {
        return ofModule.find(StoredAssignment.entryOf(generation))
                .map(it -> StoredAssignment.parse(cohort.module(), generation, it.text()))
                .orElseThrow(() -> new StoreException(
                        Fault.Kind.UNAVAILABLE,
                        "tried to read the assignment of tenants of generation " + generation + ", by which " + cohort
                                + " is served; this store does not have it. Start a process while both stores can be reached,"
                                + " which copies it",
                        null));
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        return record.compareAndSet(expected, next.at(next.phase(), required(next.epoch())));
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        return record.raiseFence(required(epoch));
    }

    @Override
    public long fenceEpoch() {
        return record.fenceEpoch();
    }

    @Override
    public boolean mayFenceBeWeak() {
        return record.mayFenceBeWeak();
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

    @Override
    public Optional<String> server() {
        return record.server();
    }

    @Override
    public long coveredSince() {
        return cohort.tenants().since();
    }

    @Override
    public long timeline() {
        return record.timeline();
    }

    /** An epoch of another cohort's range would pass the fence as that cohort's. */
    private long required(long epoch) {
        if (epoch < cohort.firstEpoch() || epoch >= cohort.endOfEpochs()) {
            throw new StoreException(
                    Fault.Kind.REFUSED,
                    "tried to use epoch " + epoch + " for " + cohort + ", whose epochs are " + cohort.firstEpoch()
                            + " to " + (cohort.endOfEpochs() - 1)
                            + "; nothing was changed. If the range is used up, the cohort cannot be moved any more",
                    null);
        }
        return epoch;
    }
}
