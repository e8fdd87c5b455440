// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Model;
import org.stellaops.persistence.simulator.Run;

/** Two cohorts and their actors, to be explored state by state. */
final class CohortsModel implements Model {

    private final SimulatedCohorts cohorts;
    private final List<Body> actors;
    private final History before;

    CohortsModel(SimulatedCohorts cohorts, List<Body> actors) {
        this.cohorts = cohorts;
        this.actors = actors;
        this.before = cohorts.pilot.history;
    }

    @Override
    public Map<String, ModelStore> parts() {
        Map<String, ModelStore> parts = new LinkedHashMap<>();
        parts.put("legacy", new ModelStore(cohorts.legacy::keep, cohorts.legacy::dump));
        parts.put("target", new ModelStore(cohorts.target::keep, cohorts.target::dump));
        return parts;
    }

    @Override
    public List<Body> actors() {
        return actors;
    }

    @Override
    public void begin(Run run) {
        cohorts.begin(run);
    }

    @Override
    public History history() {
        return cohorts.pilot.history;
    }

    @Override
    public History before() {
        return before;
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
