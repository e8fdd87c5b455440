// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.simulator.Chooser;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Scenario;
import org.stellaops.persistence.simulator.Simulation;

/**
 * Two cohorts of one module that share its stores, each with two callers on two keys, a reconciler of both directions and a coordinator
 * that moves the lead there and back, with the faults of {@link RandomScenario}. What callers do is drawn from the seed; when, and what
 * fails, is the chooser's.
 */
final class RandomCohortsScenario implements Scenario {

    private static final int CALLERS = 2;
    private static final int CALLS = 3;

    private final ExecutorService threads;
    private final Faults faults;
    private final long seed;
    private final Side leaderOfPilot;
    private final Side leaderOfRest;
    private final Break broken;

    RandomCohortsScenario(
            ExecutorService threads, Faults faults, long seed, Side leaderOfPilot, Side leaderOfRest, Break broken) {
        this.threads = threads;
        this.faults = faults;
        this.seed = seed;
        this.leaderOfPilot = leaderOfPilot;
        this.leaderOfRest = leaderOfRest;
        this.broken = broken;
    }

    /** One cohort of the scenario; each has a history of its own, since an epoch ends in one of them only. */
    private record Half(String name, SimulatedModule module, Side leader, List<RecordKey> keys) {

        void addTo(Simulation simulation, Random random) {
            new RandomCalls(keys, "dippco", CALLERS, CALLS).addTo(simulation, module, random, name);
            String reconciler = name + "reconciler";
            simulation.actor(reconciler, reconciler, () -> RandomScenario.reconcile(module, simulation));
            String coordinator = name + "coordinator";
            simulation.actor(coordinator, coordinator, () -> {
                RandomScenario.moveTo(module, leader.other());
                RandomScenario.moveTo(module, leader);
            });
        }

        void checkState() {
            module.checkOneLeader();
            keys.forEach(module::checkNotPendingIsEqual);
        }

        void checkAtRest() {
            module.checkAtRest(keys);
        }
    }

    @Override
    public World begin(Chooser chooser) {
        SimulatedCohorts cohorts = new SimulatedCohorts(leaderOfPilot, leaderOfRest, broken);
        Simulation simulation = new Simulation(chooser, faults, threads);
        cohorts.runIn(simulation);
        List<Half> halves = List.of(
                new Half("pilot ", cohorts.pilot, leaderOfPilot, keysOf("acme")),
                new Half("rest ", cohorts.rest, leaderOfRest, keysOf("globex")));
        Random random = new Random(seed);
        halves.forEach(it -> it.addTo(simulation, random));
        simulation.afterEachStep(() -> halves.forEach(Half::checkState));
        return new World() {
            @Override
            public Simulation simulation() {
                return simulation;
            }

            @Override
            public void checkAtRest() {
                halves.forEach(Half::checkAtRest);
            }
        };
    }

    private static List<RecordKey> keysOf(String tenant) {
        return List.of(RecordKey.of(tenant, "a"), RecordKey.of(tenant, "b"));
    }
}
