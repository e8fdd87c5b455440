// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * One thread of a simulated process. Only one actor runs at a time; it hands over to the next through its semaphore,
 * so that everything an actor writes is visible to the next one.
 */
final class Actor {

    final String name;
    final String process;
    private final Runnable body;
    private final Simulation simulation;
    private final Semaphore mayMove = new Semaphore(0);

    private @Nullable Step pending;
    private Move.Fate granted = Move.Fate.KILLED_BEFORE;
    private @Nullable Supplier<?> effect;
    private boolean killed;
    private boolean finished;

    Actor(String name, String process, Runnable body, Simulation simulation) {
        this.name = name;
        this.process = process;
        this.body = body;
        this.simulation = simulation;
    }

    /** Called on the actor's own thread, to run it from its beginning to its end. */
    void live() {
        mayMove.acquireUninterruptibly();
        try {
            body.run();
        } catch (ProcessKilled e) {
            killed = true;
        } catch (Throwable e) {
            simulation.failed(new AssertionError("actor " + name + " threw " + e, e));
        }
        finished = true;
        pending = null;
        simulation.handOver(this);
    }

    /** Called by code under test on the actor's thread. */
    <R> R step(String store, String call, boolean writes, Supplier<R> what) {
        if (killed) {
            throw new ProcessKilled();
        }
        pending = new Step(name, store, call, writes);
        effect = what;
        granted = Move.Fate.KILLED_BEFORE;
        simulation.handOver(this);
        pending = null;
        if (killed) {
            throw new ProcessKilled();
        }
        try {
            return perform(granted, call, what);
        } finally {
            simulation.stepped();
        }
    }

    private <R> R perform(Move.Fate fate, String call, Supplier<R> what) {
        switch (fate) {
            case DONE, DUPLICATED:
                return what.get();
            case FAILED:
                throw new StoreException(Fault.Kind.UNAVAILABLE, call + " failed by simulation", null);
            case NO_ANSWER:
                effectOnly(what);
                throw new StoreException(Fault.Kind.NO_ANSWER, call + " was not answered, by simulation", null);
            case DELAYED:
                throw new StoreException(Fault.Kind.NO_ANSWER, call + " was not answered, by simulation", null);
            case KILLED_AFTER:
                effectOnly(what);
                killed = true;
                throw new ProcessKilled();
            default:
                killed = true;
                throw new ProcessKilled();
        }
    }

    /** Performs a step whose caller gets no answer. */
    private static void effectOnly(Supplier<?> what) {
        try {
            Object ignored = what.get();
        } catch (StoreException e) {
            return;
        }
    }

    void wake() {
        mayMove.release();
    }

    void sleep() {
        mayMove.acquireUninterruptibly();
    }

    void grant(Move.Fate fate) {
        granted = fate;
    }

    void kill() {
        killed = true;
    }

    @Nullable
    Step pending() {
        return pending;
    }

    /** The effect of the pending step, to be performed later by another thread. */
    Runnable pendingEffect() {
        Supplier<?> what = effect;
        return () -> {
            if (what != null) {
                effectOnly(what);
            }
        };
    }

    boolean isKilled() {
        return killed;
    }

    boolean isFinished() {
        return finished;
    }
}
