// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;

/**
 * The reachable states of a model and the moves between them, found by running the real code once for each possible
 * outcome.
 *
 * <p>An actor is run again from its beginning, with its previous answers, to find its next step; the result is
 * memoized per sequence of answers. A step is performed on a store restored to the state in question, and memoized per
 * state
 * of that store. Global states then combine numbers, so that millions of them cost little more than lookups.
 *
 * <p>Not for concurrent use.
 */
final class StateSpace {

    /** Instead of a local state: the process was killed. */
    static final int KILLED = -1;

    /** Instead of a local state: the actor is done. */
    static final int DONE = -2;

    private final Model model;
    private final List<Model.Body> bodies;
    private final Parts parts;
    private final List<LocalState> locals = new ArrayList<>();
    private final Map<String, LocalState> places = new HashMap<>();
    private final LongMap<Outcome> outcomes = new LongMap<>();
    private final Interned<String, Explained> histories = new Interned<>();
    private final LongMap<Integer> reportedNext = new LongMap<>();
    private final Interned<Faults, Faults> budgets = new Interned<>();
    private final LongMap<Map<Move.Fate, Integer>> budgetsLeft = new LongMap<>();
    private final Interned<List<Integer>, List<Integer>> lates = new Interned<>();
    private final LongMap<Optional<String>> stateFailures = new LongMap<>();
    private final LongMap<Rest> rests = new LongMap<>();
    private final LongMap<Optional<String>> historyFailures = new LongMap<>();
    private final int[] first;
    private int transitions;

    /** The effect of a step on its store, and the next local state of its actor. */
    private record Outcome(int part, LocalState.Transition transition) {}

    /** The final state, or why it is forbidden. */
    private record Rest(
            int id,
            Map<RecordKey, Optional<String>> found,
            @Nullable String failure) {}

    /**
     * A move.
     *
     * @param actor the actor that moves; the negative of 1 + its place among the late steps, for a late one
     */
    record Choice(int actor, Move.Fate fate) {}

    StateSpace(Model model, Faults faults) {
        this.model = model;
        this.bodies = model.actors();
        this.parts = new Parts(model.parts());
        this.first = new int[parts.size() + bodies.size() + 3];
        Explained reported = Explained.before(model.before());
        for (int i = 0; i < bodies.size(); i++) {
            Replay.Reached reached = Replay.of(model, bodies.get(i), List.of());
            if (reached.failure() != null) {
                throw reached.failure();
            }
            reported = reported.and(Explained.eventsSince(model.history(), i, 0));
            first[parts.size() + i] = numberOf(local(i, null, null, reached));
        }
        first[reported()] = histories.idOf(reported.canonical(), reported);
        first[late()] = lates.idOf(List.of(), List.of());
        first[budget()] = budgets.idOf(faults, faults);
    }

    /** The initial state. */
    int[] first() {
        return first.clone();
    }

    /** The possible moves in a state; empty if all actors are done or dead. */
    List<Choice> choices(int[] state) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            int number = state[parts.size() + i];
            if (number >= 0) {
                choices.addAll(choices(locals.get(number), state[budget()]));
            }
        }
        for (int i = 0; i < lates.get(state[late()]).size(); i++) {
            choices.add(new Choice(-1 - i, Move.Fate.DONE));
        }
        return choices;
    }

    private List<Choice> choices(LocalState mover, int budget) {
        return mover.choices.computeIfAbsent(budget, () -> {
            Faults faults = budgets.get(budget);
            Step step = requireNonNull(mover.next);
            return Arrays.stream(Move.Fate.values())
                    .filter(fate -> faults.allow(fate, step) && matters(fate, mover))
                    .map(fate -> new Choice(mover.actor, fate))
                    .toList();
        });
    }

    /**
     * Dying between two writes is equivalent to dying right after the first, since reads in between are not
     * observable. So a process dies after a write, or before its first step.
     */
    private static boolean matters(Move.Fate fate, LocalState mover) {
        return fate != Move.Fate.KILLED_BEFORE || mover.parent == null;
    }

    /**
     * The state after a move.
     *
     * @throws AssertionError if it is forbidden
     */
    int[] after(int[] state, Choice choice) {
        int[] next = state.clone();
        if (choice.actor() < 0) {
            land(next, -1 - choice.actor());
        } else {
            next[budget()] = left(state[budget()], choice.fate());
            move(next, choice.actor(), locals.get(state[parts.size() + choice.actor()]), choice.fate());
        }
        if (!Arrays.equals(state, 0, parts.size(), next, 0, parts.size())) {
            checkState(next);
        }
        return next;
    }

    private int left(int budget, Move.Fate fate) {
        if (fate == Move.Fate.DONE) {
            return budget;
        }
        return budgetsLeft
                .computeIfAbsent(budget, () -> new EnumMap<>(Move.Fate.class))
                .computeIfAbsent(fate, it -> {
                    Faults less = budgets.get(budget).less(it);
                    return budgets.idOf(less, less);
                });
    }

    /**
     * Checks a state in which nothing more can happen.
     *
     * @throws AssertionError if it is forbidden
     */
    void checkAtRest(int[] state) {
        Rest rest = rests.computeIfAbsent(parts.together(state), () -> rest(state));
        if (rest.failure() != null) {
            throw new AssertionError(rest.failure());
        }
        throwIfPresent(historyFailures.computeIfAbsent(
                pair(state[reported()], rest.id()),
                () -> failureOf(() -> histories.get(state[reported()]).check(rest.found()))));
    }

    /** A move of a state as a trace shows it, with what was observed on its way. */
    List<String> describe(int[] state, Choice choice) {
        List<String> lines = new ArrayList<>();
        LocalState mover = mover(state, choice);
        Step step = requireNonNull(mover.next);
        String who = choice.actor() < 0 ? "late, of " : "";
        lines.add(who + new Move(step, choice.fate()));
        if (choice.actor() >= 0 && choice.fate() == Move.Fate.DONE) {
            Outcome outcome = outcome(mover, state[mover.part]);
            outcome.transition()
                    .observed()
                    .forEach(it ->
                            lines.add("         " + bodies.get(choice.actor()).name() + ": " + it));
        }
        return lines;
    }

    private LocalState mover(int[] state, Choice choice) {
        return choice.actor() < 0
                ? locals.get(lates.get(state[late()]).get(-1 - choice.actor()))
                : locals.get(state[parts.size() + choice.actor()]);
    }

    private void move(int[] next, int actor, LocalState mover, Move.Fate fate) {
        int part = mover.part;
        switch (fate) {
            case DONE -> perform(next, actor, mover, part);
            case DUPLICATED -> {
                perform(next, actor, mover, part);
                postpone(next, mover);
            }
            case FAILED -> go(next, actor, transition(mover, Answer.FAILED));
            case NO_ANSWER -> {
                next[part] = outcome(mover, next[part]).part();
                go(next, actor, transition(mover, Answer.LOST));
            }
            case DELAYED -> {
                postpone(next, mover);
                go(next, actor, transition(mover, Answer.LOST));
            }
            case KILLED_BEFORE -> kill(next, bodies.get(actor).process());
            case KILLED_AFTER -> {
                next[part] = outcome(mover, next[part]).part();
                kill(next, bodies.get(actor).process());
            }
        }
    }

    private void perform(int[] next, int actor, LocalState mover, int part) {
        Outcome outcome = outcome(mover, next[part]);
        next[part] = outcome.part();
        go(next, actor, outcome.transition());
    }

    private void postpone(int[] next, LocalState mover) {
        List<Integer> waiting = new ArrayList<>(lates.get(next[late()]));
        waiting.add(mover.id);
        waiting.sort(null);
        next[late()] = lates.idOf(waiting, waiting);
    }

    private void land(int[] next, int index) {
        List<Integer> waiting = new ArrayList<>(lates.get(next[late()]));
        LocalState mover = locals.get(waiting.remove(index));
        next[late()] = lates.idOf(waiting, waiting);
        next[mover.part] = outcome(mover, next[mover.part]).part();
    }

    private void go(int[] next, int actor, LocalState.Transition transition) {
        if (transition.to().failure != null) {
            throw new AssertionError(transition.to().failure.getMessage(), transition.to().failure);
        }
        next[parts.size() + actor] = numberOf(transition.to());
        if (!transition.reported().isEmpty()) {
            next[reported()] = reportedNext.computeIfAbsent(pair(next[reported()], transition.id()), () -> {
                Explained more = histories.get(next[reported()]).and(transition.reported());
                return histories.idOf(more.canonical(), more);
            });
        }
    }

    private void kill(int[] next, String process) {
        for (int i = 0; i < bodies.size(); i++) {
            if (bodies.get(i).process().equals(process) && next[parts.size() + i] >= 0) {
                next[parts.size() + i] = KILLED;
            }
        }
    }

    /**
     * The result of a step in this state of its store. A step that throws a test error ends the exploration.
     */
    private Outcome outcome(LocalState mover, int partState) {
        return outcomes.computeIfAbsent(pair(mover.id, partState), () -> {
            Step step = requireNonNull(mover.next);
            PartStates part = parts.get(mover.part);
            part.restore(partState);
            Answer answer = Answer.of(requireNonNull(mover.effect));
            int after = step.writes() ? part.now() : partState;
            return new Outcome(after, transition(mover, answer));
        });
    }

    private LocalState.Transition transition(LocalState from, Answer answer) {
        LocalState.Transition known = from.transitions.get(answer);
        if (known == null) {
            List<Answer> answers = from.answers();
            answers.add(answer);
            Replay.Reached reached = Replay.of(model, bodies.get(from.actor), answers);
            List<Explained.Event> events = Explained.eventsSince(model.history(), from.actor, from.reportedUntil);
            known = new LocalState.Transition(
                    transitions++, local(from.actor, from, answer, reached), events, reached.observed());
            from.transitions.put(answer, known);
        }
        return known;
    }

    private LocalState local(int actor, @Nullable LocalState from, @Nullable Answer answer, Replay.Reached reached) {
        if (reached.place() == null || reached.failure() != null) {
            return newLocal(actor, from, answer, reached);
        }
        return places.computeIfAbsent(actor + " " + reached.place(), ignored -> newLocal(actor, from, answer, reached));
    }

    private LocalState newLocal(int actor, @Nullable LocalState from, @Nullable Answer answer, Replay.Reached reached) {
        int part = reached.step() == null ? LocalState.NO_PART : parts.of(reached.step());
        LocalState local = new LocalState(locals.size(), actor, part, from, answer, reached);
        locals.add(local);
        return local;
    }

    private static int numberOf(LocalState local) {
        return local.next == null ? DONE : local.id;
    }

    private void checkState(int[] state) {
        throwIfPresent(stateFailures.computeIfAbsent(parts.together(state), () -> {
            parts.restore(state);
            return failureOf(model::checkState);
        }));
    }

    private static void throwIfPresent(Optional<String> failure) {
        if (failure.isPresent()) {
            throw new AssertionError(failure.get());
        }
    }

    private Rest rest(int[] state) {
        parts.restore(state);
        try {
            return new Rest(rests.size(), model.comeToRest(), null);
        } catch (AssertionError e) {
            return new Rest(rests.size(), Map.of(), e.getMessage());
        } finally {
            parts.touched();
        }
    }

    private static Optional<String> failureOf(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private int reported() {
        return first.length - 3;
    }

    private int late() {
        return first.length - 2;
    }

    private int budget() {
        return first.length - 1;
    }

    static long pair(int high, int low) {
        return ((long) high << 32) | (low & 0xffff_ffffL);
    }
}
