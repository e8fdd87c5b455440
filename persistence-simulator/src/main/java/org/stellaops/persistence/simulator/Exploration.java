// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every state of a model: every interleaving of its actors, with every fault that the budget allows.
 *
 * <p>Depth first, each state once, as explicit-state model checkers do (Holzmann, SPIN, 1997). States are kept as 64
 * bits of a
 * hash (hash compaction; Wolper and Leroy, 1993): among a hundred million, two count as one with a chance of less than
 * one in
 * a thousand. A failure is reported by a shortest schedule that leads to it, found breadth first.
 */
public final class Exploration {

    private static final int LONGEST_RUN = 1_000;

    /** The count of a state whose successors are still being explored. */
    private static final double UNDER_WAY = -2;

    private final StateSpace space;
    private final Visited visited = new Visited();
    private final long mostStates;
    private long crashes;
    private long steps;
    private boolean exhausted = true;

    private Exploration(StateSpace space, long mostStates) {
        this.space = space;
        this.mostStates = mostStates;
    }

    /**
     * The statistics of an exploration.
     *
     * @param schedules different orders of steps and faults, from the beginning to an end, contained in the states
     * @param states different states of stores, actors and history
     * @param crashes moves that killed a process
     * @param steps moves from one state to another
     * @param exhausted whether it was complete; otherwise schedules counts those among the states that were reached
     */
    public record Totals(double schedules, long states, long crashes, long steps, boolean exhausted) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "schedules=%.0f states=%d crashes=%d steps=%d %s",
                    schedules,
                    states,
                    crashes,
                    steps,
                    exhausted ? "exhausted" : "stopped at the limit");
        }
    }

    /**
     * Explores until nothing is left, or the state limit is reached.
     *
     * @throws AssertionError if a forbidden state is reached, with the trace of the steps to it
     */
    public static Totals explore(Model model, Faults faults, long mostStates) {
        StateSpace space = new StateSpace(model, faults);
        Exploration exploration = new Exploration(space, mostStates);
        try {
            double schedules = exploration.visit(space.first(), 0);
            return new Totals(
                    schedules,
                    exploration.visited.size(),
                    exploration.crashes,
                    exploration.steps,
                    exploration.exhausted);
        } catch (AssertionError e) {
            throw new AssertionError(shortest(space, e), e);
        }
    }

    private double visit(int[] state, int depth) {
        long hash = Mixing.of(state);
        double known = visited.get(hash);
        if (known == UNDER_WAY) {
            throw new AssertionError("the actors can loop forever");
        } else if (depth > LONGEST_RUN) {
            throw new AssertionError("a run does not end within " + LONGEST_RUN + " steps");
        } else if (known != Visited.NEVER) {
            return known;
        } else if (visited.size() >= mostStates) {
            exhausted = false;
            return 0;
        }
        visited.put(hash, UNDER_WAY);
        List<StateSpace.Choice> choices = space.choices(state);
        double schedules = choices.isEmpty() ? 1 : 0;
        if (choices.isEmpty()) {
            space.checkAtRest(state);
        }
        for (StateSpace.Choice choice : choices) {
            steps++;
            crashes += isCrash(choice) ? 1 : 0;
            schedules += visit(space.after(state, choice), depth + 1);
        }
        visited.put(hash, schedules);
        return schedules;
    }

    private static boolean isCrash(StateSpace.Choice choice) {
        return choice.fate() == Move.Fate.KILLED_BEFORE || choice.fate() == Move.Fate.KILLED_AFTER;
    }

    /** How a state was reached first. */
    private static final class Reached {
        final int[] state;
        final int depth;
        final @Nullable Reached from;
        final StateSpace.@Nullable Choice by;

        Reached(int[] state, @Nullable Reached from, StateSpace.@Nullable Choice by) {
            this.state = state;
            this.depth = from == null ? 0 : from.depth + 1;
            this.from = from;
            this.by = by;
        }
    }

    private static String shortest(StateSpace space, AssertionError met) {
        Visited seen = new Visited();
        Deque<Reached> frontier = new ArrayDeque<>();
        frontier.add(new Reached(space.first(), null, null));
        while (!frontier.isEmpty()) {
            Reached at = frontier.remove();
            List<StateSpace.Choice> choices = space.choices(at.state);
            StateSpace.Choice trying = null;
            try {
                if (choices.isEmpty()) {
                    space.checkAtRest(at.state);
                }
                for (StateSpace.Choice choice : choices) {
                    trying = choice;
                    int[] next = space.after(at.state, choice);
                    long hash = Mixing.of(next);
                    if (at.depth < LONGEST_RUN && seen.get(hash) == Visited.NEVER) {
                        seen.put(hash, 1);
                        frontier.add(new Reached(next, at, choice));
                    }
                }
            } catch (AssertionError e) {
                return report(space, at, trying, e);
            }
        }
        return String.valueOf(met.getMessage());
    }

    private static String report(
            StateSpace space, Reached last, StateSpace.@Nullable Choice failing, AssertionError failure) {
        List<Reached> path = new ArrayList<>();
        for (Reached at = last; at != null; at = at.from) {
            path.add(at);
        }
        Collections.reverse(path);
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(failure.getMessage()));
        int number = 0;
        for (int i = 0; i < path.size(); i++) {
            StateSpace.Choice by = i + 1 < path.size() ? path.get(i + 1).by : failing;
            if (by != null) {
                List<String> move = space.describe(path.get(i).state, by);
                lines.add(String.format("%6d   %s", ++number, move.get(0)));
                lines.addAll(move.subList(1, move.size()));
            }
        }
        return String.join("\n", lines);
    }
}
