// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.time.Duration;
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

    public StoreReports(EntityType<?> type, DualWriteListener listener) {
        this.module = type.module();
        this.entity = type.name();
        this.listener = listener.contained();
    }

    String entity() {
        return entity;
    }

    public void write(RecordKey key, Stage stage, Action action, WriteOutcome outcome, Duration took) {
        Result result = outcome.fold(
                applied -> Result.APPLIED,
                conflict -> Result.CONFLICT,
                rejected -> Result.REJECTED,
                notApplied -> Result.NOT_APPLIED,
                unknown -> Result.UNKNOWN);
        listener.on(new DualWriteEvent.WriteCompleted(module, entity, key, stage, action, result, took));
    }

    public void read(Stage stage, ReadKind kind, boolean answered, Duration took) {
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
