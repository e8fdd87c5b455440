// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Run;

/** Two cohorts and their actors, to be explored state by state. */
final class CohortsModel extends TwoStoreModel {

    private final SimulatedCohorts cohorts;

    CohortsModel(SimulatedCohorts cohorts, List<Body> actors) {
        super(cohorts.legacy, cohorts.target, actors, () -> cohorts.pilot.history);
        this.cohorts = cohorts;
    }

    @Override
    public void begin(Run run) {
        cohorts.begin(run);
    }

    @Override
    public void checkState() {
        cohorts.checkState();
    }

    @Override
    public Map<RecordKey, Optional<String>> comeToRest() {
        cohorts.begin(ModuleModel.AT_REST);
        return cohorts.comeToRest();
    }
}
