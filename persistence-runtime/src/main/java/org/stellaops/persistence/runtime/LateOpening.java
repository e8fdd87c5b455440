// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OpeningState;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.spi.NoAccessException;

/**
 * Opens a module that could not be opened at start. Each try is a whole start, with everything that this checks; what is refused is
 * tried again as well, because a person may mend it. Owns its thread, which ends when the module is open.
 */
final class LateOpening implements AutoCloseable {

    /** The name of its background task. */
    static final String TASK = "opening";

    private final String module;
    private final ModuleHolder holder;
    private final Steps steps;
    private final DualWriteListener listener;
    private final Supervisor supervisor;
    private final SupervisedLoop loop;
    private final long since = System.nanoTime();

    /** What a try does. */
    interface Steps {

        /** A whole start. */
        OpenedModule open();

        /** What follows as soon as callers have the module. */
        void opened();
    }

    /**
     * Begins with {@link #start}.
     *
     * @param first why the first try failed
     */
    LateOpening(
            ModuleHolder holder,
            Steps steps,
            DualWriteListener listener,
            InstantSource clock,
            Duration retry,
            StoreException first) {
        this.module = holder.module();
        this.holder = holder;
        this.steps = steps;
        this.listener = listener.contained();
        this.supervisor = new Supervisor(module, clock, TaskListener.NONE);
        this.loop =
                supervisor.loop(TASK, "persistence-" + module + "-opening", retry, this::attempt, new SecureRandom());
        NotOpen why = why(first);
        holder.isNotOpen(why);
        report(why);
    }

    /** Whether waiting may help: the database did not answer, rather than refuse, or let this process not in. */
    static boolean isUnreachable(StoreException failure) {
        if (NoAccessException.isCauseOf(failure)) {
            return false;
        }
        Fault.Kind kind = failure.fault().kind();
        return kind == Fault.Kind.UNAVAILABLE || kind == Fault.Kind.NO_ANSWER || kind == Fault.Kind.OVERLOADED;
    }

    void start() {
        loop.start();
    }

    List<TaskHealth> health() {
        return supervisor.health();
    }

    private boolean attempt() {
        OpenedModule made;
        try {
            made = steps.open();
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
        // Whatever follows fails: it must not be opened twice.
        loop.end();
        if (holder.isOpen(made)) {
            listener.on(new DualWriteEvent.ModuleOpened(module, Duration.ofNanos(System.nanoTime() - since)));
            steps.opened();
        }
        return false;
    }

    private void failed(RuntimeException failure) {
        OpeningState before = holder.notOpen().state();
        NotOpen why = why(failure);
        holder.isNotOpen(why);
        if (why.state() != before) {
            report(why);
        }
    }

    private void report(NotOpen why) {
        listener.on(new DualWriteEvent.ModuleNotOpen(module, why.state(), why.reason()));
    }

    private static NotOpen why(RuntimeException failure) {
        if (failure instanceof StoreException it) {
            // Interrupted is only who closes it.
            boolean waits = isUnreachable(it) || it.fault().kind() == Fault.Kind.INTERRUPTED;
            return new NotOpen(
                    waits ? OpeningState.WAITING : OpeningState.REFUSED,
                    it.fault().message());
        } else if (failure instanceof StoreNotAdmittedException) {
            return new NotOpen(OpeningState.REFUSED, String.valueOf(failure.getMessage()));
        }
        // Its message may quote a value. The background task logs its class and place.
        return new NotOpen(
                OpeningState.REFUSED,
                "opening it failed with " + failure.getClass().getName() + "; the log says where");
    }

    @Override
    public void close() {
        loop.close();
    }
}
