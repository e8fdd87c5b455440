package org.stellaops.persistence.testkit.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs a scenario in every interleaving and with every fault that its budget allows.
 *
 * <p>Depth first by replay, as in stateless model checking (Godefroid, VeriSoft, 1997), with one addition: a state that was
 * seen before, of stores and of what every actor knows, is not explored again. States are kept as 128 bits of a hash, so two
 * states count as one with a chance that does not matter here.
 */
public final class Exploration {

    private final List<int[]> path = new ArrayList<>();
    private final Set<StateHash> visited = new HashSet<>();
    private long schedules;
    private long steps;
    private long crashes;
    private boolean exhausted;

    private Exploration() {}

    /**
     * What an exploration did.
     *
     * @param schedules runs that were taken to their end, each in another order or with other faults
     * @param states different states of stores and actors
     * @param crashes killed processes over all runs
     * @param steps store calls over all runs, replays included
     * @param exhausted whether nothing was left when it ended
     */
    public record Totals(long schedules, long states, long crashes, long steps, boolean exhausted) {

        @Override
        public String toString() {
            return String.format(
                    "schedules=%d states=%d crashes=%d steps=%d %s",
                    schedules, states, crashes, steps, exhausted ? "exhausted" : "stopped at the limit");
        }
    }

    /**
     * Explores until nothing is left, or so many runs were made.
     *
     * @throws AssertionError if any run violates what must hold, with the trace of its steps
     */
    public static Totals explore(Scenario scenario, long mostRuns) {
        Exploration exploration = new Exploration();
        for (long runs = 0; runs < mostRuns && !exploration.exhausted; runs++) {
            exploration.runOnce(scenario);
        }
        return new Totals(
                exploration.schedules,
                exploration.visited.size(),
                exploration.crashes,
                exploration.steps,
                exploration.exhausted);
    }

    private void runOnce(Scenario scenario) {
        Follow chooser = new Follow();
        Scenario.World world = scenario.begin(chooser);
        try {
            Simulation.Ending ending = world.simulation().run();
            steps += ending.steps();
            if (ending.complete()) {
                schedules++;
                crashes += ending.crashes();
                world.checkAtRest();
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + String.join("\n", world.simulation().trace()), e);
        }
        backtrack();
    }

    private void backtrack() {
        while (!path.isEmpty()) {
            int[] last = path.get(path.size() - 1);
            last[0]++;
            if (last[0] < last[1]) {
                return;
            }
            path.remove(path.size() - 1);
        }
        exhausted = true;
    }

    /** Follows the path that is to be explored, and from its end the first choice of each new state. */
    private final class Follow implements Chooser {

        private int depth;

        @Override
        public int choose(List<Move> moves, Supplier<String> state) {
            if (depth < path.size()) {
                return path.get(depth++)[0];
            }
            if (!visited.add(StateHash.of(state.get()))) {
                return ABANDON;
            }
            depth++;
            path.add(new int[] {0, moves.size()});
            return 0;
        }
    }
}
