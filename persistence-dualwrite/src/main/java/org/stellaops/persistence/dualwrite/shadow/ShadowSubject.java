package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.KeyComparer;
import org.stellaops.persistence.dualwrite.divergence.KeyComparison;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.query.Query;

/**
 * One entity type as a shadow read sees it: what it compares, and where it reports. The stage is that of the read: should
 * the lead have moved since, then a difference shows a mark on the side that leads now, or a change of the other side between
 * two looks, and is not taken for one.
 */
final class ShadowSubject {

    private static final int FIELDS = 20;

    private final EntityPair pair;
    private final Stage stage;
    private final KeyComparer comparer;
    private final DivergenceLog log;
    private final DualWriteListener listener;

    ShadowSubject(EntityPair pair, Stage stage, DivergenceLog log, DualWriteListener listener) {
        this.pair = pair;
        this.stage = stage;
        this.comparer = new KeyComparer(pair.legacy(), pair.target(), FIELDS);
        this.log = log;
        this.listener = listener.contained();
    }

    Stage stage() {
        return stage;
    }

    KeyComparison compare(RecordKey key) {
        return comparer.compare(stage.leader(), key);
    }

    Page<StoredRecord> query(Side side, Optional<String> tenant, Query query) {
        return side == Side.LEGACY
                ? pair.legacy().query(tenant, query)
                : pair.target().query(tenant, query);
    }

    /** Reports a difference, or notes that there is none any more. */
    void report(RecordKey key, KeyComparison found) {
        if (found instanceof KeyComparison.Differs it) {
            report(key, it.divergence());
        } else {
            log.settled(pair.type().name(), key);
        }
    }

    void report(RecordKey key, Divergence divergence) {
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
