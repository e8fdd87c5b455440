package org.stellaops.persistence.testkit.sim;

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
 */
public final class Simulation {

    private static final int LONGEST_RUN = 20_000;

    private final Chooser chooser;
    private final Supplier<String> storesState;
    private final ExecutorService threads;
    private final Semaphore scheduler = new Semaphore(0);
    private final List<Actor> actors = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private Faults faults;
    private @Nullable Actor moving;
    private @Nullable Actor lastMoved;
    private @Nullable Runnable afterEachStep;
    private int crashes;
    private int delays;

    private record Late(Step step, Runnable effect) {}

    /**
     * A run without actors yet.
     *
     * @param chooser decides
     * @param faults the faults that may happen
     * @param storesState names the state of all stores, for the chooser
     * @param threads runs the actors, each on a thread of its own; stays the caller's to close
     */
    public Simulation(Chooser chooser, Faults faults, Supplier<String> storesState, ExecutorService threads) {
        this.chooser = chooser;
        this.faults = faults;
        this.storesState = storesState;
        this.threads = threads;
    }

    /** Adds an actor of a process; all actors of a process die together. */
    @CanIgnoreReturnValue
    public Simulation actor(String name, String process, Runnable body) {
        actors.add(new Actor(name, process, body, scheduler));
        return this;
    }

    /** Calls after each step, to check what must hold in every state; what it throws ends the run and comes out of it. */
    @CanIgnoreReturnValue
    public Simulation afterEachStep(Runnable check) {
        this.afterEachStep = check;
        return this;
    }

    /** What the stores of this simulation call; to be used on the threads of actors, and outside a run without effect. */
    public StepRunner steps() {
        return new StepRunner() {
            @Override
            public <R> R run(String store, String call, boolean writes, Supplier<R> effect) {
                Actor actor = moving;
                return actor == null ? effect.get() : actor.step(store, call, writes, effect);
            }
        };
    }

    /** Something that the code under test did and that later states depend on, such as an answer to a caller. */
    public void observe(String what) {
        if (moving != null) {
            moving.observe(what);
            trace.add("         " + moving.name + ": " + what);
        }
    }

    /** The name of the actor whose thread this is; for tokens that are the same in every replay. */
    public String currentActor() {
        return moving == null ? "outside" : moving.name;
    }

    /**
     * Runs until every actor has finished or died, and every late effect has landed.
     *
     * @return how it ended
     * @throws AssertionError if a check failed, or an actor threw something other than its death
     */
    public Ending run() {
        for (Actor actor : actors) {
            threads.execute(actor::live);
            move(actor, null);
        }
        try {
            return loop();
        } finally {
            killAll();
        }
    }

    /** What happened, one numbered event a line. */
    public List<String> trace() {
        return List.copyOf(trace);
    }

    /** How a run ended. */
    public record Ending(boolean complete, int steps, int crashes) {}

    private Ending loop() {
        for (int steps = 0; steps < LONGEST_RUN; steps++) {
            List<Move> moves = moves();
            if (moves.isEmpty()) {
                return new Ending(true, steps, crashes);
            }
            int choice = chooser.choose(moves, state());
            if (choice == Chooser.ABANDON) {
                return new Ending(false, steps, crashes);
            }
            Move move = moves.get(choice);
            trace.add(String.format("%6d   %s", steps + 1, move));
            perform(move);
            if (afterEachStep != null) {
                afterEachStep.run();
            }
        }
        throw new AssertionError("the run did not end within " + LONGEST_RUN + " steps");
    }

    private List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        // Who moved last goes on first, so that the first choice is always the one without a change of thread.
        actors.stream().filter(it -> it == lastMoved).forEach(it -> addStep(steps, it));
        actors.stream().filter(it -> it != lastMoved).forEach(it -> addStep(steps, it));
        steps.forEach(step -> moves.add(new Move(step, Move.Fate.DONE)));
        late.forEach(it -> moves.add(new Move(it.step(), Move.Fate.DONE)));
        for (Move.Fate fate : Move.Fate.values()) {
            if (fate != Move.Fate.DONE) {
                steps.stream()
                        .filter(step -> faults.allow(fate, step.writes()))
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

    private void perform(Move move) {
        Optional<Late> landing =
                late.stream().filter(it -> it.step().equals(move.step())).findFirst();
        if (landing.isPresent()) {
            late.remove(landing.get());
            landing.get().effect().run();
            return;
        }
        faults = faults.less(move.fate());
        Actor actor = actors.stream()
                .filter(it -> move.step().equals(it.pending()))
                .findFirst()
                .orElseThrow();
        if (move.fate() == Move.Fate.DELAYED) {
            Step step = move.step();
            late.add(new Late(
                    new Step("late " + ++delays + " of " + step.actor(), step.store(), step.call(), true),
                    actor.pendingEffect()));
        }
        lastMoved = actor;
        move(actor, move.fate());
        if (move.fate() == Move.Fate.KILLED_BEFORE || move.fate() == Move.Fate.KILLED_AFTER) {
            crashes++;
            killProcess(actor.process);
        }
    }

    private void move(Actor actor, Move.@Nullable Fate fate) {
        moving = actor;
        actor.grant(fate);
        moving = null;
        Throwable failure = actor.failure();
        if (actor.isFinished() && failure != null) {
            throw new AssertionError("actor " + actor.name + " threw " + failure, failure);
        }
    }

    private void killProcess(String process) {
        for (Actor actor : actors) {
            if (actor.process.equals(process) && !actor.isFinished()) {
                actor.kill();
                while (!actor.isFinished()) {
                    move(actor, Move.Fate.KILLED_BEFORE);
                }
            }
        }
    }

    private void killAll() {
        for (Actor actor : actors) {
            actor.kill();
            while (!actor.isFinished()) {
                moving = actor;
                actor.grant(Move.Fate.KILLED_BEFORE);
                moving = null;
            }
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder(storesState.get()).append(faults);
        actors.forEach(actor -> state.append('|').append(actor.knowledge()));
        late.forEach(it -> state.append('~').append(it.step()));
        return state.toString();
    }
}
