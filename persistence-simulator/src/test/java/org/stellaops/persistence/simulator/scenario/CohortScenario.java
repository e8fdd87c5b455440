// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Model;

/**
 * The casts of two cohorts, on one key each.
 *
 * @param beginning what is there at the beginning of either key, as {@link SimulatedModule#startWith} has it
 * @param pilot who moves in the first cohort, and who leads it at the beginning
 * @param rest who moves in the second cohort, and who leads it at the beginning
 * @param faults what may go wrong
 * @param broken what is wrong with the protocol
 */
record CohortScenario(String beginning, Half pilot, Half rest, Faults faults, Break broken) {

    /** One cohort of a scenario. */
    record Half(Side leader, UnaryOperator<Cast> cast) {}

    CohortScenario with(Break other) {
        return new CohortScenario(beginning, pilot, rest, faults, other);
    }

    /**
     * Goes through all states.
     *
     * @throws AssertionError if one is found that must not be
     */
    Exploration.Totals explore(long mostStates) {
        SimulatedCohorts cohorts = new SimulatedCohorts(pilot.leader(), rest.leader(), broken);
        cohorts.shareHistory();
        cohorts.startWith(beginning);
        Cast ofPilot = new Cast(cohorts.pilot, SimulatedCohorts.KEY_OF_PILOT, "pilot ");
        Cast ofRest = new Cast(cohorts.rest, SimulatedCohorts.KEY_OF_REST, "rest ");
        List<Model.Body> actors = Stream.concat(
                        pilot.cast().apply(ofPilot).actors().stream(), rest.cast().apply(ofRest).actors().stream())
                .toList();
        return Exploration.explore(new CohortsModel(cohorts, actors), faults, mostStates);
    }
}
