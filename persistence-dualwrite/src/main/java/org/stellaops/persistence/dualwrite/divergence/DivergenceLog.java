// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;

/**
 * Keeps the open divergences, since when, and how often each was seen. Bounded: beyond its capacity the oldest one is
 * dropped, while the totals stay exact.
 *
 * <p>Safe for concurrent use. Never blocks on I/O.
 */
public final class DivergenceLog {

    /** Entity and key. */
    private record Subject(String entity, RecordKey key) {}

    private final int capacity;
    private final InstantSource clock;
    private final Map<Subject, DivergenceEvent> open = new LinkedHashMap<>();
    private final Map<Divergence.Kind, Long> totals = new EnumMap<>(Divergence.Kind.class);
    private final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    private long forgotten;

    /** A log of at most this many open divergences. */
    public DivergenceLog(int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, but was " + capacity);
        }
        this.capacity = capacity;
        this.clock = clock;
    }

    /** As {@link #seen(String, RecordKey, Stage, Divergence, Explanation)}, of a difference that nothing explains. */
    public DivergenceEvent seen(String entity, RecordKey key, Stage stage, Divergence divergence) {
        return seen(entity, key, stage, divergence, Explanation.REAL);
    }

    /**
     * Records a confirmed divergence; one of the same key and kind continues the earlier one.
     *
     * @throws IllegalArgumentException if the cause is not a {@linkplain Cause#isConfirmed confirmed} one
     */
    public synchronized DivergenceEvent seen(
            String entity, RecordKey key, Stage stage, Divergence divergence, Explanation explanation) {
        if (!explanation.cause().isConfirmed()) {
            throw new IllegalArgumentException(explanation.cause() + " is no cause of a confirmed divergence");
        }
        Subject subject = new Subject(entity, key);
        Instant now = clock.instant();
        Optional<DivergenceEvent> former = Optional.ofNullable(open.get(subject))
                .filter(it -> it.divergence().kind() == divergence.kind());
        if (former.isEmpty()) {
            totals.merge(divergence.kind(), 1L, Long::sum);
            causes.merge(explanation.cause(), 1L, Long::sum);
        }
        DivergenceEvent event = new DivergenceEvent(
                entity,
                key,
                stage,
                divergence,
                explanation,
                former.map(DivergenceEvent::firstSeen).orElse(now),
                now,
                former.map(DivergenceEvent::scanEntries).orElse(0) + 1);
        open.put(subject, event);
        forgetOldest();
        return event;
    }

    /** Counts a difference that a write in flight, noise or a rule explains; it is not kept. */
    public synchronized void explained(Cause cause) {
        causes.merge(cause, 1L, Long::sum);
    }

    /** Records that a key is equal again, or absent from both stores. */
    public synchronized void replicated(String entity, RecordKey key) {
        open.remove(new Subject(entity, key));
    }

    /** The current state. */
    public synchronized DivergenceSummary summary() {
        return new DivergenceSummary(totals, causes, List.copyOf(open.values()), forgotten);
    }

    private void forgetOldest() {
        if (open.size() > capacity) {
            open.remove(open.keySet().iterator().next());
            forgotten++;
        }
    }
}
