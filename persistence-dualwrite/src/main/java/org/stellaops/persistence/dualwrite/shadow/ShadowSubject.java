package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import java.util.function.Supplier;
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

/** One entity type as shadow reads see it: what they compare, and where they report it. */
final class ShadowSubject {

    private static final int FIELDS = 20;

    private final EntityPair pair;
    private final Supplier<Stage> stage;
    private final KeyComparer comparer;
    private final DivergenceLog log;
    private final DualWriteListener listener;

    ShadowSubject(EntityPair pair, Supplier<Stage> stage, DivergenceLog log, DualWriteListener listener) {
        this.pair = pair;
        this.stage = stage;
        this.comparer = new KeyComparer(pair.legacy(), pair.target(), FIELDS);
        this.log = log;
        this.listener = listener.contained();
    }

    Stage stage() {
        return stage.get();
    }

    /** Compares a key; nothing can be said if the lead moved meanwhile. */
    KeyComparison compare(Stage before, RecordKey key) {
        KeyComparison found = comparer.compare(before.leader(), key);
        return stage().leader() == before.leader() ? found : new KeyComparison.Unsettled();
    }

    Page<StoredRecord> query(Side side, Optional<String> tenant, Query query) {
        return side == Side.LEGACY
                ? pair.legacy().query(tenant, query)
                : pair.target().query(tenant, query);
    }

    /** Reports a difference, or notes that there is none any more. */
    void report(Stage at, RecordKey key, KeyComparison found) {
        if (found instanceof KeyComparison.Differs it) {
            report(at, key, it.divergence());
        } else {
            log.settled(pair.type().name(), key);
        }
    }

    void report(Stage at, RecordKey key, Divergence divergence) {
        listener.on(new DualWriteEvent.DivergenceFound(
                pair.type().module(), log.seen(pair.type().name(), key, at, divergence)));
    }

    void compared(Stage at, ReadKind kind, int records) {
        listener.on(new DualWriteEvent.ReadCompared(
                pair.type().module(), pair.type().name(), at, kind, records));
    }

    void notCompared(ReadKind kind, SkipReason reason) {
        listener.on(new DualWriteEvent.ReadNotCompared(
                pair.type().module(), pair.type().name(), stage(), kind, reason));
    }
}
