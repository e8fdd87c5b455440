// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.entity.EntityType;

/** Reports callers' operations and replication of one entity type to a listener. */
public final class StoreReports {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.dualwrite");

    private final String module;
    private final String entity;
    private final DualWriteListener listener;
    private final boolean calls;
    private final EntityType<?> type;
    private final WriteObservations observations;

    public StoreReports(EntityType<?> type, DualWriteListener listener) {
        this(type, listener, Calls.REPORTED);
    }

    public StoreReports(EntityType<?> type, DualWriteListener listener, Calls calls) {
        this(type, listener, calls, WriteObservations.NONE);
    }

    public StoreReports(EntityType<?> type, DualWriteListener listener, Calls calls, WriteObservations observations) {
        this.type = type;
        this.observations = observations;
        this.module = type.module();
        this.entity = type.name();
        this.listener = listener.contained();
        this.calls = calls == Calls.REPORTED;
    }

    /** Whether each call of a caller is an event. */
    public enum Calls {
        REPORTED,
        /** A call is neither timed nor reported: it costs what the leader costs. */
        LEFT_OUT
    }

    /** Whether {@link #read} and {@link #write} report anything, so that calls have to be timed. */
    public boolean timesCalls() {
        return calls;
    }

    /** Whether the two halves of a write are observed. */
    public boolean observesWrites() {
        return !observations.areNone();
    }

    /** A call of the leader, observed. */
    public <R> R onLeader(Stage stage, Supplier<R> call) {
        return observations.leader(type, stage.leader(), call);
    }

    <R> Supplier<R> onFollower(Stage stage, Supplier<R> call) {
        return observations.follower(type, stage.leader().other(), call);
    }

    String entity() {
        return entity;
    }

    public void write(RecordKey key, Stage stage, Action action, WriteOutcome outcome, Duration took) {
        if (!calls) {
            return;
        }
        Result result = outcome.fold(
                applied -> Result.APPLIED,
                conflict -> Result.CONFLICT,
                rejected -> Result.REJECTED,
                notApplied -> notApplied.fault().kind() == Fault.Kind.ABSENT ? Result.ABSENT : Result.NOT_APPLIED,
                unknown -> Result.UNKNOWN);
        listener.on(new DualWriteEvent.WriteCompleted(module, entity, key, stage, action, result, took));
    }

    public void read(Stage stage, ReadKind kind, boolean answered, Duration took) {
        if (!calls) {
            return;
        }
        listener.on(new DualWriteEvent.ReadCompleted(module, entity, stage, kind, answered, took));
    }

    public void unreadable(Stage stage, int records) {
        if (records > 0) {
            listener.on(new DualWriteEvent.UnreadableMet(module, entity, stage, records));
        }
    }

    public void replicated(RecordKey key, Stage stage) {
        listener.on(new DualWriteEvent.FollowerWriteCompleted(module, entity, key, stage));
    }

    public void failed(RecordKey key, Stage stage, Fault fault) {
        listener.on(new DualWriteEvent.FollowerWriteFailed(module, entity, key, stage, fault));
    }

    public void retried(RecordKey key, Stage stage, int attempt, Fault fault) {
        listener.on(new DualWriteEvent.FollowerWriteRetried(module, entity, key, stage, attempt, fault));
    }

    public void timedOut(RecordKey key, Stage stage, Duration deadline) {
        listener.on(new DualWriteEvent.FollowerWriteTimedOut(module, entity, key, stage, deadline));
    }

    public void dropped(RecordKey key, Stage stage, DropReason reason) {
        listener.on(new DualWriteEvent.FollowerWriteDropped(module, entity, key, stage, reason));
    }

    /** Runs an observer; whatever it throws does not change the answer. */
    public void containing(Runnable aside) {
        try {
            aside.run();
        } catch (Throwable thrown) {
            LOG.warn(
                    "a read observer of {}.{} threw {}; the answer did not change",
                    module,
                    entity,
                    thrown.getClass().getName());
        }
    }
}
