// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.query.Query;

/**
 * One entity type in a shadow read: what to compare, and where to report. The stage is that of the read. Once the
 * module has entered another stage, results are discarded: for example, a target that leads alone no longer sets
 * pending flags, so that its follower would seem to differ.
 */
final class ShadowSubject {

    private static final int FIELDS = 20;

    private final EntityPair pair;
    private final Stage stage;
    private final BooleanSupplier sameStage;
    private final KeyComparer comparer;
    private final DivergenceLog log;
    private final DualWriteListener listener;

    ShadowSubject(
            EntityPair pair, Stage stage, BooleanSupplier sameStage, DivergenceLog log, DualWriteListener listener) {
        this.pair = pair;
        this.stage = stage;
        this.sameStage = sameStage;
        this.comparer = new KeyComparer(pair.legacy(), pair.target(), FIELDS);
        this.log = log;
        this.listener = listener.contained();
    }

    Stage stage() {
        return stage;
    }

    KeyComparison compare(RecordKey key) {
        KeyComparison found = comparer.compare(stage.leader(), key);
        // Checked after the comparison, so that a stage entered before it is always noticed.
        return sameStage.getAsBoolean() ? found : new KeyComparison.Unsettled();
    }

    Page<StoredRecord> query(Side side, Optional<String> tenant, Query query) {
        return side == Side.LEGACY
                ? pair.legacy().query(tenant, query)
                : pair.target().query(tenant, query);
    }

    /** Reports a difference, or records that there is none any more. */
    void report(RecordKey key, KeyComparison found) {
        if (found instanceof KeyComparison.Differs it) {
            report(key, it.divergence());
        } else {
            log.replicated(pair.type().name(), key);
        }
    }

    void report(RecordKey key, Divergence divergence) {
        if (!sameStage.getAsBoolean()) {
            return;
        }
        listener.on(new DualWriteEvent.DivergenceFound(
                pair.type().module(), log.seen(pair.type().name(), key, stage, divergence)));
    }

    void compared(ReadKind kind, int records) {
        listener.on(new DualWriteEvent.ReadCompared(
                pair.type().module(), pair.type().name(), stage, kind, records));
    }

    void notCompared(ReadKind kind, SkipReason reason) {
        listener.on(new DualWriteEvent.ReadNotCompared(
                pair.type().module(), pair.type().name(), stage, kind, reason));
    }
}
