// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Runs a scenario in random interleavings with random faults. A failing run is shrunk to the fewest deviations from
 * the plain schedule (every actor runs as long as it can, nothing fails) and reported as numbered events.
 */
public final class RandomSearch {

    /** How often a run deviates from the plain schedule. */
    private static final double DEVIATION = 0.35;

    private static final double FAULT = 0.04;

    /** How often an actor is paused, like a process by its garbage collector or host. */
    private static final double PAUSE = 0.02;

    private static final int LONGEST_PAUSE = 150;

    private final Scenario scenario;
    private long steps;
    private long crashes;

    private RandomSearch(Scenario scenario) {
        this.scenario = scenario;
    }

    /** The statistics of a search. */
    public record Totals(long runs, long steps, long crashes) {

        @Override
        public String toString() {
            return String.format("schedules=%d steps=%d crashes=%d", runs, steps, crashes);
        }
    }

    /**
     * Makes this many runs, with consecutive seeds from the first one.
     *
     * @throws AssertionError if a run violates an invariant, with its seed and the trace of its shrunk form
     */
    public static Totals search(Scenario scenario, long firstSeed, long runs) {
        RandomSearch search = new RandomSearch(scenario);
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            search.runSeed(seed);
        }
        return new Totals(runs, search.steps, search.crashes);
    }

    private void runSeed(long seed) {
        Deviating random = Deviating.random(new Random(seed));
        Optional<AssertionError> failure = run(random);
        if (failure.isPresent()) {
            Map<Integer, Integer> smallest = shrink(random.deviations);
            Scenario.World world = scenario.begin(Deviating.replay(smallest));
            AssertionError shown = failureOf(world).orElse(failure.get());
            throw new AssertionError(
                    "seed " + seed + ", shrunk to " + smallest.size() + " deviations: " + shown.getMessage() + "\n"
                            + String.join("\n", world.simulation().trace()),
                    shown);
        }
    }

    private Map<Integer, Integer> shrink(Map<Integer, Integer> failing) {
        Map<Integer, Integer> smallest = new TreeMap<>(failing);
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Integer at : List.copyOf(smallest.keySet())) {
                Map<Integer, Integer> without = new TreeMap<>(smallest);
                without.remove(at);
                if (run(Deviating.replay(without)).isPresent()) {
                    smallest = without;
                    smaller = true;
                }
            }
        }
        return smallest;
    }

    private Optional<AssertionError> run(Chooser chooser) {
        return failureOf(scenario.begin(chooser));
    }

    private Optional<AssertionError> failureOf(Scenario.World world) {
        try {
            Simulation.Ending ending = world.simulation().run();
            steps += ending.steps();
            crashes += ending.crashes();
            world.checkAtRest();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }

    /** Takes the first move, but at some steps another. */
    private static final class Deviating implements Chooser {

        private final Map<Integer, Integer> deviations;
        private final Optional<Random> random;
        private int at;
        private String paused = "";
        private int pausedUntil;

        private Deviating(Map<Integer, Integer> deviations, Optional<Random> random) {
            this.deviations = deviations;
            this.random = random;
        }

        static Deviating random(Random random) {
            return new Deviating(new TreeMap<>(), Optional.of(random));
        }

        static Deviating replay(Map<Integer, Integer> deviations) {
            return new Deviating(deviations, Optional.empty());
        }

        @Override
        public int choose(List<Move> moves) {
            int step = at++;
            int choice = random.map(it -> pick(it, moves)).orElse(deviations.getOrDefault(step, 0));
            if (random.isPresent() && choice != 0) {
                deviations.put(step, choice);
            }
            return Math.min(choice, moves.size() - 1);
        }

        private int pick(Random random, List<Move> moves) {
            long plain =
                    moves.stream().filter(it -> it.fate() == Move.Fate.DONE).count();
            if (plain < moves.size() && random.nextDouble() < FAULT) {
                return (int) plain + random.nextInt(moves.size() - (int) plain);
            }
            if (at > pausedUntil && random.nextDouble() < PAUSE) {
                paused = moves.get(random.nextInt((int) plain)).step().actor();
                pausedUntil = at + random.nextInt(LONGEST_PAUSE);
            }
            int choice = random.nextDouble() < DEVIATION ? random.nextInt((int) plain) : 0;
            for (int i = 0; i < plain && isPaused(moves.get(choice)); i++) {
                choice = (choice + 1) % (int) plain;
            }
            return choice;
        }

        /** A paused actor moves only if no other can. */
        private boolean isPaused(Move move) {
            return at <= pausedUntil && move.step().actor().equals(paused);
        }
    }
}
