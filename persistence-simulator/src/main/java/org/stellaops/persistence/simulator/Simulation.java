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
 * One run: actors on threads of which one moves at a time, from store call to store call, in an order and with faults that a
 * {@link Chooser} decides. Not for concurrent use.
 *
 * <p>What is under test must share nothing between actors but the stores, must not wait for anything but store calls, and
 * must take its tokens and times from the simulation; then equal choices give equal runs.
 *
 * <p>The scheduler has no thread of its own: whoever comes to a step decides on its own thread who moves next, and goes on
 * without a change of thread if that is itself.
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

    /** Calls after each step, to check what must hold in every state; what it throws ends the run and comes out of it. */
    @CanIgnoreReturnValue
    public Simulation afterEachStep(Runnable check) {
        this.afterEachStep = check;
        return this;
    }

    /** To be used on the threads of actors, and outside a run without effect. */
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

    /** Nothing to do: a run is one way, and never meets another. */
    @Override
    public void forget(String place) {}

    /** How a run ended. */
    public record Ending(int steps, int crashes) {}

    /**
     * Runs until every actor has finished or died, and every late effect has landed.
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

    /** What happened, one numbered event a line. */
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

    /** Called by an actor that has come to a step, or to its end: decides who moves next. */
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

    /** Chooses, lets late effects land, and grants the chosen actor its step; empty if the run is over. */
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
        // Who moved last goes on first, so that the first choice is always the one without a change of thread.
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

    /** Lets the threads of actors that are dead, or that a run left behind, come to their end without a further effect. */
    private void unwind() {
        for (Actor actor : actors) {
            actor.kill();
            while (!actor.isFinished()) {
                letMove(actor);
            }
        }
    }
}
