// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Chooser;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Scenario;
import org.stellaops.persistence.simulator.Simulation;

/**
 * A cast of actors on one key.
 *
 * @param leader who leads at the beginning
 * @param beginning what is there at the beginning, as {@link SimulatedModule#startWith} has it
 * @param cast who moves
 * @param faults what may go wrong
 * @param broken what is wrong with the protocol
 */
record CastScenario(Side leader, String beginning, UnaryOperator<Cast> cast, Faults faults, Break broken) {

    CastScenario with(Break other) {
        return new CastScenario(leader, beginning, cast, faults, other);
    }

    /**
     * Goes through all states.
     *
     * @throws AssertionError if one is found that must not be
     */
    Exploration.Totals explore(long mostStates) {
        return Exploration.explore(cast.apply(new Cast(module())).model(), faults, mostStates);
    }

    /** The same, to be run with threads in an order that somebody chooses. */
    Scenario toBeScheduled(ExecutorService threads) {
        return chooser -> new World(chooser, threads);
    }

    private SimulatedModule module() {
        SimulatedModule module = new SimulatedModule(leader, broken);
        module.startWith(Cast.KEY, beginning);
        return module;
    }

    private final class World implements Scenario.World {

        private final SimulatedModule module = module();
        private final Simulation simulation;

        World(Chooser chooser, ExecutorService threads) {
            this.simulation = new Simulation(chooser, faults, threads);
            module.runIn(simulation);
            cast.apply(new Cast(module)).actors().forEach(it -> simulation.actor(it.name(), it.process(), it.body()));
            simulation.afterEachStep(() -> module.checkNotPendingIsEqual(Cast.KEY));
        }

        @Override
        public Simulation simulation() {
            return simulation;
        }

        @Override
        public void checkAtRest() {
            module.checkAtRest(List.of(Cast.KEY));
        }
    }
}
