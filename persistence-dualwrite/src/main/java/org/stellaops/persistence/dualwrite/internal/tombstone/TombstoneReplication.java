package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.time.Duration;
import java.time.Instant;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/**
 * Completes the delete of a pending tombstone of a leading legacy store and decides whether it may be replicated (3.4).
 */
public final class TombstoneReplication {

    private final LegacyStore legacy;
    private final ProtocolSettings settings;
    private final DeleteIntentCompletion intents;

    public TombstoneReplication(LegacyStore legacy, ProtocolSettings settings) {
        this.legacy = legacy;
        this.settings = settings;
        this.intents = new DeleteIntentCompletion(legacy);
    }

    /** The decision. */
    public enum Verdict {
        /** The record is absent: the tombstone may be replicated. */
        SEND,
        /** A later record exists, which carries its own pending flag; the tombstone's was cleared. */
        SUPERSEDED,
        /** Too recent, or changed since it was read. */
        SKIPPED
    }

    /**
     * Its pending flag may be cleared only after the delete of its victim was attempted, or a slow deleter could
     * delete without any pending flag (A11).
     */
    public Verdict replicate(LegacyTombstone intent, Duration grace) {
        if (isYoungerThan(grace, intent)
                || intents.finish(intent, settings.tokens().next()) == DeleteIntentCompletion.Finish.MOVED_ON) {
            return Verdict.SKIPPED;
        }
        // If a tombstone were replicated although a later record exists, it would delete that record on the follower
        // (A7).
        if (legacy.read(intent.key()).isEmpty()) {
            return Verdict.SEND;
        }
        return legacy.clearTombstonePending(intent.key(), intent.stamp()) ? Verdict.SUPERSEDED : Verdict.SKIPPED;
    }

    /** Only avoids contention with a live deleter: safety does not depend on clocks. */
    private boolean isYoungerThan(Duration grace, LegacyTombstone intent) {
        Instant youngest = settings.clock().instant().minus(grace);
        return !grace.isZero()
                && Ulids.madeAt(intent.stamp())
                        .filter(made -> made.isAfter(youngest))
                        .isPresent();
    }
}
