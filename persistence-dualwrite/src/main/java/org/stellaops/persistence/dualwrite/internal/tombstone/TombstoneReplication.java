// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Completes the delete of a pending tombstone of a leading legacy store and decides whether it may be replicated (3.4).
 */
public final class TombstoneReplication {

    private static final int MOST_KNOWN = 10_000;

    private final LegacyStore legacy;
    private final ProtocolSettings settings;
    private final DeleteIntentCompletion intents;
    private final LongSupplier ticker;
    private final Map<VersionStamp, Long> firstSeen = new LinkedHashMap<>();

    public TombstoneReplication(LegacyStore legacy, ProtocolSettings settings) {
        this(legacy, settings, System::nanoTime);
    }

    /** With another source of nanoseconds, by which it is judged for how long an intent has been known here. */
    public TombstoneReplication(LegacyStore legacy, ProtocolSettings settings, LongSupplier ticker) {
        this.ticker = ticker;
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

    /**
     * Only to keep out of the way of a deleter that is alive: safety does not rest on clocks. The intent tells when it was made
     * by the clock of the deleter, which may be hours ahead; for how long it has been known here is measured here.
     */
    private boolean isYoungerThan(Duration grace, LegacyTombstone intent) {
        Instant youngest = settings.clock().instant().minus(grace);
        return !grace.isZero()
                && Ulids.madeAt(intent.stamp())
                        .filter(made -> made.isAfter(youngest))
                        .isPresent()
                && !isKnownFor(grace, intent.stamp());
    }

    private boolean isKnownFor(Duration grace, VersionStamp stamp) {
        long now = ticker.getAsLong();
        synchronized (firstSeen) {
            Long first = firstSeen.putIfAbsent(stamp, now);
            if (firstSeen.size() > MOST_KNOWN) {
                firstSeen.remove(firstSeen.keySet().iterator().next());
            }
            boolean isKnown = first != null && now - first >= grace.toNanos();
            if (isKnown) {
                firstSeen.remove(stamp);
            }
            return isKnown;
        }
    }
}
