// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: actors on threads of which one runs at a time, from store call to store call, in an order and with faults
 * that a {@link Chooser} decides. Not for concurrent use.
 *
 * <p>The code under test must share nothing between actors except the stores, must wait for nothing except store
 * calls, and must take tokens and times from the simulation; then equal choices give equal runs.
 *
 * <p>The scheduler has no thread of its own: an actor that reaches a step chooses the next actor on its own thread,
 * and continues without a thread switch if it chooses itself.
 */
public final class Simulation implements Run {

    private static final int LONGEST_RUN = 20_000;
    private static final int LONGEST_TRACE = 300;

    private final Chooser chooser;
    private final ExecutorService threads;
    private final Semaphore outside = new Semaphore(0);
    private final List<Actor> actors = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private final List<Object> trace = new ArrayList<>();
    private Faults faults;
    private Phase phase = Phase.STARTING;
    private @Nullable Actor moving;
    private @Nullable Actor lastMoved;
    private @Nullable Runnable afterEachStep;
    private @Nullable AssertionError failure;
    private int steps;
    private int crashes;
    private int delays;

    private enum Phase {
        STARTING,
        RUNNING,
        ENDING
    }

    private record Late(Step step, Runnable effect) {}

    /**
     * A run without actors yet.
     *
     * @param chooser decides
     * @param faults the faults that may happen
     * @param threads runs the actors, each on a thread of its own; stays the caller's to close
     */
    public Simulation(Chooser chooser, Faults faults, ExecutorService threads) {
        this.chooser = chooser;
        this.faults = faults;
        this.threads = threads;
    }

    /** Adds an actor of a process; all actors of a process die together. */
    @CanIgnoreReturnValue
    public Simulation actor(String name, String process, Runnable body) {
        actors.add(new Actor(name, process, body, this));
        return this;
    }

    /**
     * Adds a check that runs after each step; what it throws ends the run and is rethrown.
     */
    @CanIgnoreReturnValue
    public Simulation afterEachStep(Runnable check) {
        this.afterEachStep = check;
        return this;
    }

    /** For the threads of actors; no effect outside a run. */
    @Override
    public StepRunner steps() {
        return new StepRunner() {
            @Override
            public <R> R run(String store, String call, boolean writes, Supplier<R> effect) {
                Actor actor = moving;
                return actor == null ? effect.get() : actor.step(store, call, writes, effect);
            }
        };
    }

    @Override
    public void observe(String what) {
        if (moving != null) {
            trace.add("         " + moving.name + ": " + what);
        }
    }

    @Override
    public String currentActor() {
        return moving == null ? "outside" : moving.name;
    }

    /** Nothing to do: a run follows one path and never merges with another. */
    @Override
    public void forget(String place) {}

    /** How a run ended. */
    public record Ending(int steps, int crashes) {}

    /**
     * Runs until every actor has finished or died, and every late effect has been applied.
     *
     * @return how it ended
     * @throws AssertionError if a check failed, or an actor threw something other than its death
     */
    public Ending run() {
        for (Actor actor : actors) {
            threads.execute(actor::live);
            letMove(actor);
        }
        phase = Phase.RUNNING;
        Optional<Actor> next = nextMover();
        if (next.isPresent()) {
            letMove(next.get());
        }
        phase = Phase.ENDING;
        unwind();
        if (failure != null) {
            throw failure;
        }
        return new Ending(steps, crashes);
    }

    /** The events, numbered, one per line. */
    public List<String> trace() {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (Object event : trace) {
            lines.add(event instanceof Move ? String.format("%6d   %s", ++number, event) : event.toString());
        }
        if (lines.size() > LONGEST_TRACE) {
            int left = lines.size() - LONGEST_TRACE;
            lines.subList(LONGEST_TRACE, lines.size()).clear();
            lines.add("   and " + left + " more events");
        }
        return lines;
    }

    private void letMove(Actor actor) {
        moving = actor;
        actor.wake();
        outside.acquireUninterruptibly();
        moving = null;
    }

    /** Called by an actor at a step or at its end: decides which actor moves next. */
    void handOver(Actor from) {
        if (phase != Phase.RUNNING) {
            outside.release();
        } else {
            Optional<Actor> next = nextMover();
            if (next.isPresent() && next.get() == from) {
                return;
            }
            moving = next.orElse(null);
            next.ifPresentOrElse(Actor::wake, outside::release);
        }
        if (!from.isFinished()) {
            from.sleep();
        }
    }

    /** Called by an actor after each step. */
    void stepped() {
        checkState();
    }

    void failed(AssertionError error) {
        if (failure == null && phase != Phase.ENDING) {
            failure = error;
        }
    }

    private void checkState() {
        if (afterEachStep != null && failure == null) {
            Actor actor = moving;
            moving = null;
            try {
                afterEachStep.run();
            } catch (AssertionError e) {
                failed(e);
            }
            moving = actor;
        }
    }

    /** Chooses, applies late effects, and grants the chosen actor its step; empty if the run is over. */
    private Optional<Actor> nextMover() {
        while (failure == null) {
            List<Move> moves = moves();
            if (moves.isEmpty()) {
                return Optional.empty();
            }
            int choice = choose(moves);
            if (++steps > LONGEST_RUN) {
                failed(new AssertionError("the run did not end within " + LONGEST_RUN + " steps"));
                return Optional.empty();
            }
            Move move = moves.get(choice);
            trace.add(move);
            if (!landed(move)) {
                return Optional.of(grant(move));
            }
        }
        return Optional.empty();
    }

    private int choose(List<Move> moves) {
        Actor actor = moving;
        moving = null;
        int choice = chooser.choose(moves);
        moving = actor;
        return choice;
    }

    private boolean landed(Move move) {
        Optional<Late> landing =
                late.stream().filter(it -> it.step().equals(move.step())).findFirst();
        landing.ifPresent(it -> {
            late.remove(it);
            it.effect().run();
            checkState();
        });
        return landing.isPresent();
    }

    private Actor grant(Move move) {
        faults = faults.less(move.fate());
        Actor actor = actors.stream()
                .filter(it -> move.step().equals(it.pending()))
                .findFirst()
                .orElseThrow();
        if (move.fate() == Move.Fate.DELAYED || move.fate() == Move.Fate.DUPLICATED) {
            Step step = move.step();
            late.add(new Late(
                    new Step("late " + ++delays + " of " + step.actor(), step.store(), step.call(), true),
                    actor.pendingEffect()));
        } else if (move.fate() == Move.Fate.KILLED_BEFORE || move.fate() == Move.Fate.KILLED_AFTER) {
            crashes++;
            actors.stream()
                    .filter(it -> it != actor && it.process.equals(actor.process))
                    .forEach(Actor::kill);
        }
        actor.grant(move.fate());
        lastMoved = actor;
        return actor;
    }

    private List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        List<Step> ready = new ArrayList<>();
        // The actor that moved last comes first, so that the first choice never needs a thread switch.
        actors.stream().filter(it -> it == lastMoved).forEach(it -> addStep(ready, it));
        actors.stream().filter(it -> it != lastMoved).forEach(it -> addStep(ready, it));
        ready.forEach(step -> moves.add(new Move(step, Move.Fate.DONE)));
        late.forEach(it -> moves.add(new Move(it.step(), Move.Fate.DONE)));
        for (Move.Fate fate : Move.Fate.values()) {
            if (fate != Move.Fate.DONE) {
                ready.stream()
                        .filter(step -> faults.allow(fate, step))
                        .forEach(step -> moves.add(new Move(step, fate)));
            }
        }
        return moves;
    }

    private static void addStep(List<Step> steps, Actor actor) {
        Step step = actor.pending();
        if (step != null && !actor.isKilled()) {
            steps.add(step);
        }
    }

    /**
     * Ends the threads of actors that are dead, or that a run left behind, without further effects.
     */
    private void unwind() {
        for (Actor actor : actors) {
            actor.kill();
            while (!actor.isFinished()) {
                letMove(actor);
            }
        }
    }
}
