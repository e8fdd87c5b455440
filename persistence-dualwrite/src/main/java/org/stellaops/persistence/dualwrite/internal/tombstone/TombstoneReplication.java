package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.time.Duration;
import java.time.Instant;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Rolls a pending tombstone of a leading legacy store forward, up to the decision whether it is replicated (3.4). */
public final class TombstoneReplication {

    private final LegacyStore legacy;
    private final ProtocolSettings settings;
    private final DeleteIntentCompletion intents;

    public TombstoneReplication(LegacyStore legacy, ProtocolSettings settings) {
        this.legacy = legacy;
        this.settings = settings;
        this.intents = new DeleteIntentCompletion(legacy);
    }

    /** What is to become of the tombstone. */
    public enum Verdict {
        /** The record is absent: the tombstone is replicated. */
        SEND,
        /** A later record is there, which carries its own pending flag; the tombstone's was cleared. */
        SUPERSEDED,
        /** Too young, or no longer what was read. */
        SKIPPED
    }

    /** Its mark may be cleared only after its victim was tried, or a slow deleter deletes without any pending flag (A11). */
    public Verdict replicate(LegacyTombstone intent, Duration grace) {
        if (isYoungerThan(grace, intent)
                || intents.finish(intent, settings.tokens().next()) == DeleteIntentCompletion.Finish.MOVED_ON) {
            return Verdict.SKIPPED;
        }
        // A tombstone that been replicated although a later record exists would take that from the follower (A7).
        if (legacy.read(intent.key()).isEmpty()) {
            return Verdict.SEND;
        }
        return legacy.clearTombstonePending(intent.key(), intent.stamp()) ? Verdict.SUPERSEDED : Verdict.SKIPPED;
    }

    /** Only to keep out of the way of a deleter that is alive: safety does not rest on clocks. */
    private boolean isYoungerThan(Duration grace, LegacyTombstone intent) {
        Instant youngest = settings.clock().instant().minus(grace);
        return !grace.isZero()
                && Ulids.madeAt(intent.stamp())
                        .filter(made -> made.isAfter(youngest))
                        .isPresent();
    }
}
