// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** The control record of a cohort, whose epochs stay within its range. */
record CohortControlStore(Cohort cohort, ControlStore record) implements ControlStore {

    @Override
    public ControlRecord read() {
        return record.read();
    }

    @Override
    public boolean exists() {
        return record.exists();
    }

    @Override
    public Optional<ControlRecord> find() {
        return record.find();
    }

    /** A first record counts from the beginning of the range. */
    @Override
    public ControlRecord initialise(ControlRecord first) {
        long epoch = Cohort.numberOf(first.epoch()) == 0 ? cohort.firstEpoch() + first.epoch() : first.epoch();
        return record.initialise(first.at(first.phase(), required(epoch)));
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
    public Optional<String> server() {
        return record.server();
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
