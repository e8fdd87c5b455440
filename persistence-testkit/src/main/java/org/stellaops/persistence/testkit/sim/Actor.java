package org.stellaops.persistence.testkit.sim;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * One thread of a simulated process. It moves only while the scheduler waits for it; the two hand over to each other through
 * semaphores, so that everything either of them writes is seen by the other.
 */
final class Actor {

    final String name;
    final String process;
    private final Runnable body;
    private final Semaphore mayMove = new Semaphore(0);
    private final Semaphore scheduler;

    private @Nullable Step pending;
    private Move.@Nullable Fate granted;
    private @Nullable Supplier<?> effect;
    private boolean killed;
    private boolean finished;
    private @Nullable Throwable failure;
    private String seen = "";

    Actor(String name, String process, Runnable body, Semaphore scheduler) {
        this.name = name;
        this.process = process;
        this.body = body;
        this.scheduler = scheduler;
    }

    /** Called on the actor's own thread, to run it from its beginning to its end. */
    void live() {
        mayMove.acquireUninterruptibly();
        try {
            body.run();
        } catch (ProcessKilled e) {
            killed = true;
        } catch (Throwable e) {
            failure = e;
        } finally {
            finished = true;
            pending = null;
            scheduler.release();
        }
    }

    /** Called by code under test on the actor's thread. */
    <R> R step(String store, String call, boolean writes, Supplier<R> what) {
        if (killed) {
            throw new ProcessKilled();
        }
        pending = new Step(name, store, call, writes);
        effect = what;
        scheduler.release();
        mayMove.acquireUninterruptibly();
        pending = null;
        Move.Fate fate = granted == null ? Move.Fate.KILLED_BEFORE : granted;
        granted = null;
        return perform(fate, call, what);
    }

    private <R> R perform(Move.Fate fate, String call, Supplier<R> what) {
        switch (fate) {
            case DONE:
                return answer(call, what);
            case FAILED:
                observe(call + "=failed");
                throw new StoreException(Fault.Kind.UNAVAILABLE, call + " failed by simulation", null);
            case NO_ANSWER:
                effectOnly(what);
                observe(call + "=no answer");
                throw new StoreException(Fault.Kind.NO_ANSWER, call + " was not answered, by simulation", null);
            case DELAYED:
                observe(call + "=no answer");
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

    private <R> R answer(String call, Supplier<R> what) {
        try {
            R result = what.get();
            observe(call + "=" + result);
            return result;
        } catch (StoreException e) {
            observe(call + "=" + e.fault().kind());
            throw e;
        }
    }

    private static void effectOnly(Supplier<?> what) {
        try {
            Object ignored = what.get();
            if (ignored == Void.TYPE) {
                throw new IllegalStateException("a step answered the class of nothing");
            }
        } catch (StoreException e) {
            // Nobody is there to be told.
            return;
        }
    }

    /** Lets the actor move to its next step, or to its end. */
    void grant(Move.@Nullable Fate fate) {
        granted = fate;
        mayMove.release();
        scheduler.acquireUninterruptibly();
    }

    void kill() {
        killed = true;
    }

    @Nullable
    Step pending() {
        return pending;
    }

    /** The effect of the pending step, to be performed at a later time by somebody else. */
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

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** All that the actor has learned so far: equal knowledge, equal future. */
    String knowledge() {
        return finished ? (killed ? "killed" : "finished") : pending + seen;
    }

    void observe(String what) {
        seen = Integer.toHexString(seen.hashCode())
                + Integer.toHexString(what.hashCode())
                + Integer.toHexString((what + seen).hashCode());
    }
}
