// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Optional;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.simulator.StepRunner;
import org.stellaops.persistence.testkit.memory.SharedValidator;

/**
 * The fence that cohorts share as one process sees it: each call a step.
 *
 * @param record what is demanded of it
 * @param validator where it stands
 */
record SteppedFence(FenceRecord record, SharedValidator validator, StepRunner steps)
        implements FenceRecord, SharedValidator {

    private static final String STORE = "legacy.fence";

    @Override
    public State read() {
        return steps.run(STORE, "read the record", false, record::read);
    }

    @Override
    public State announce(int cohort, long epoch, String attempt) {
        return steps.run(
                STORE,
                "announce(" + cohort + ", " + epoch + ", " + attempt + ")",
                true,
                () -> record.announce(cohort, epoch, attempt));
    }

    @Override
    public Optional<State> announceAlone(int cohort, long epoch, String attempt) {
        return steps.run(
                STORE,
                "announceAlone(" + cohort + ", " + epoch + ", " + attempt + ")",
                true,
                () -> record.announceAlone(cohort, epoch, attempt));
    }

    @Override
    public State remove(String attempt) {
        return steps.run(STORE, "remove(" + attempt + ")", true, () -> record.remove(attempt));
    }

    @Override
    public Optional<FenceDemand> demand() {
        return steps.run(STORE, "read the validator", false, validator::demand);
    }

    @Override
    public void set(FenceDemand demand) {
        write("collMod(" + demand.epochs() + ")", () -> validator.set(demand));
    }

    @Override
    public boolean refuses(long epoch) {
        return steps.run(STORE, "try(" + epoch + ")", false, () -> validator.refuses(epoch));
    }

    private void write(String call, Runnable effect) {
        boolean unused = steps.run(STORE, call, true, () -> {
            effect.run();
            return true;
        });
    }
}
