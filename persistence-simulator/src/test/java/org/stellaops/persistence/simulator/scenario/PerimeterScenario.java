// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.simulator.Chooser;
import org.stellaops.persistence.simulator.Exploration;
import org.stellaops.persistence.simulator.Faults;
import org.stellaops.persistence.simulator.Model;
import org.stellaops.persistence.simulator.Scenario;
import org.stellaops.persistence.simulator.Simulation;

/**
 * Processes of one module from start to end, and an operator who may put another database in place of a store.
 *
 * @param stage where the module stands before the first process starts; empty if no process has ever served it
 * @param processes what each of them does
 * @param loss what becomes of a store at some moment
 * @param ahead to where a process that was started long ago takes the module, to write there
 * @param faults what else may go wrong
 * @param gates that are asked before a step
 * @param broken what is wrong with the stores
 */
record PerimeterScenario(
        Optional<Stage> stage,
        List<Script> processes,
        Optional<Loss> loss,
        Optional<Stage> ahead,
        Faults faults,
        StageGate gates,
        Break broken) {

    /**
     * What a process does.
     *
     * @param configured the stage in its file
     * @param wished the stage that it asks for
     * @param acts as {@link PerimeterProcess#run} has them
     * @param types that its version knows
     */
    record Script(Stage configured, Optional<Stage> wished, String acts, List<EntityType<?>> types) {}

    /** What becomes of a store. */
    record Loss(Side side, Replacement.Kind kind) {}

    static PerimeterScenario at(Stage stage) {
        return of(Optional.of(stage));
    }

    static PerimeterScenario unknown() {
        return of(Optional.empty());
    }

    private static PerimeterScenario of(Optional<Stage> stage) {
        return new PerimeterScenario(
                stage, List.of(), Optional.empty(), Optional.empty(), Faults.NONE, StageGate.none(), Break.NONE);
    }

    /** A process of the older version, which wishes nothing. */
    PerimeterScenario process(Stage configured, String acts) {
        return with(new Script(configured, Optional.empty(), acts, List.of(PerimeterWorld.TYPE)));
    }

    /** A process of the older version. */
    PerimeterScenario process(Stage configured, Stage wished, String acts) {
        return with(new Script(configured, Optional.of(wished), acts, List.of(PerimeterWorld.TYPE)));
    }

    PerimeterScenario with(Script script) {
        List<Script> more = new ArrayList<>(processes);
        more.add(script);
        return new PerimeterScenario(stage, List.copyOf(more), loss, ahead, faults, gates, broken);
    }

    PerimeterScenario losing(Side side, Replacement.Kind kind) {
        return new PerimeterScenario(stage, processes, Optional.of(new Loss(side, kind)), ahead, faults, gates, broken);
    }

    PerimeterScenario goingOnTo(Stage to) {
        return new PerimeterScenario(stage, processes, loss, Optional.of(to), faults, gates, broken);
    }

    PerimeterScenario with(Faults other) {
        return new PerimeterScenario(stage, processes, loss, ahead, other, gates, broken);
    }

    PerimeterScenario with(StageGate other) {
        return new PerimeterScenario(stage, processes, loss, ahead, faults, other, broken);
    }

    PerimeterScenario with(Break other) {
        return new PerimeterScenario(stage, processes, loss, ahead, faults, gates, other);
    }

    /**
     * Goes through all states.
     *
     * @throws AssertionError if one is found that must not be
     */
    Exploration.Totals explore(long mostStates) {
        PerimeterWorld world = world();
        return Exploration.explore(new PerimeterModel(world, actors(world)), faults, mostStates);
    }

    /** The same, to be run with threads in an order that somebody chooses. */
    Scenario toBeScheduled(ExecutorService threads) {
        return chooser -> new Scheduled(chooser, threads);
    }

    private PerimeterWorld world() {
        return stage.map(it -> new PerimeterWorld(it, broken)).orElseGet(() -> PerimeterWorld.unknown(broken));
    }

    private List<Model.Body> actors(PerimeterWorld world) {
        List<Model.Body> actors = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            Script it = processes.get(i);
            String name = String.valueOf((char) ('A' + i));
            actors.add(new Model.Body(
                    name,
                    name,
                    () -> PerimeterProcess.run(
                            world.module, name, it.types(), it.configured(), gates, it.wished(), it.acts())));
        }
        loss.ifPresent(it ->
                actors.add(new Model.Body("operator", "operator", () -> world.replace(it.side(), it.kind()))));
        ahead.ifPresent(it -> actors.add(new Model.Body("ahead", "ahead", () -> world.goOn(stage.orElseThrow(), it))));
        return actors;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(stage.map(Stage::configName).orElse("unknown"));
        for (Script it : processes) {
            text.append(", ").append(it.acts());
            it.wished().ifPresent(wished -> text.append(" to ").append(wished.configName()));
            text.append(it.types().size() > 1 ? " newer" : "");
        }
        loss.ifPresent(it -> text.append(", ").append(it.side()).append(' ').append(it.kind()));
        ahead.ifPresent(it -> text.append(", another goes on to ").append(it.configName()));
        return text.append(faults.crashes() > 0 ? ", a crash" : "").toString();
    }

    private final class Scheduled implements Scenario.World {

        private final PerimeterWorld world = world();
        private final Simulation simulation;

        Scheduled(Chooser chooser, ExecutorService threads) {
            this.simulation = new Simulation(chooser, faults, threads);
            world.module.runIn(simulation);
            actors(world).forEach(it -> simulation.actor(it.name(), it.process(), it.body()));
            simulation.afterEachStep(world::checkState);
        }

        @Override
        public Simulation simulation() {
            return simulation;
        }

        @Override
        public void checkAtRest() {
            new PerimeterRest(world).come().forEach(world.module.history::seenAtRest);
            world.module.history.check();
        }
    }
}
