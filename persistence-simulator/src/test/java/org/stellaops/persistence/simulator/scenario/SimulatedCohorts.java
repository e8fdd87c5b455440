// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Run;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** A module divided into two cohorts, which share its stores and have a key each. */
final class SimulatedCohorts {

    static final RecordKey KEY_OF_PILOT = RecordKey.of("acme", "k");
    static final RecordKey KEY_OF_REST = RecordKey.of("globex", "k");

    private static final Cohort PILOT = new Cohort("sim", "pilot", 1, "acme"::equals);
    private static final Cohort REST = new Cohort("sim", "rest", 2, tenant -> !tenant.equals("acme"));

    final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    final MemoryTargetBackend target = new MemoryTargetBackend();
    final SimulatedModule pilot;
    final SimulatedModule rest;

    /** Both fences stand. */
    SimulatedCohorts(Side leaderOfPilot, Side leaderOfRest, Break broken) {
        this.pilot = begin(PILOT, leaderOfPilot, broken);
        this.rest = begin(REST, leaderOfRest, broken);
    }

    /** All calls and answers go to one history from now on. */
    void shareHistory() {
        rest.shareHistoryOf(pilot);
    }

    private SimulatedModule begin(Cohort cohort, Side leader, Break broken) {
        SimulatedModule module =
                new SimulatedModule(legacy, target, new SimulatedCohort(cohort, legacy, target), broken);
        long epoch = module.initialise(leader);
        FenceStrength strength = module.control(Side.LEGACY).raiseFence(epoch);
        SimulatedModule.require(strength == FenceStrength.STRONG, "the fence of " + cohort + " could not be raised");
        return module;
    }

    void startWith(String beginning) {
        pilot.startWith(KEY_OF_PILOT, beginning);
        rest.startWith(KEY_OF_REST, beginning);
    }

    void runIn(Run run) {
        pilot.runIn(run);
        rest.runIn(run);
    }

    /** Forgets all but the stores. */
    void begin(Run run) {
        pilot.begin(run);
        rest.begin(run);
        shareHistory();
    }

    /** What must hold in every state. */
    void checkState() {
        pilot.checkOneLeader();
        rest.checkOneLeader();
        pilot.checkNotPendingIsEqual(KEY_OF_PILOT);
        rest.checkNotPendingIsEqual(KEY_OF_REST);
    }

    /** Lets each cohort come to rest. */
    Map<RecordKey, Optional<String>> comeToRest() {
        Map<RecordKey, Optional<String>> found = new TreeMap<>(pilot.comeToRest(List.of(KEY_OF_PILOT)));
        found.putAll(rest.comeToRest(List.of(KEY_OF_REST)));
        return found;
    }
}
