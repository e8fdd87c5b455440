// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.query.Query;

/**
 * Removes the events of one tenant that need not be kept any longer, as its policies say: the one of the event's entity type, or
 * the one for all others, {@code *}. Without a policy an event is kept for good.
 *
 * <p>Only the beginning of a chain is removed, up to the first event that must be kept, so that the rest stays provable; how far is
 * recorded in the chain before. Removals are deletes of the store: the leader decides, and they are replicated.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads; starting again is safe.
 */
public final class AuditRetention {

    private static final String ALL_OTHERS = "*";
    private static final int PAGE = 200;

    private final EntityStore<AuditEvent> events;
    private final EntityStore<RetentionPolicy> policies;
    private final AuditChain chain;
    private final InstantSource clock;

    /** The retention of a tenant. */
    public AuditRetention(EntityStore<AuditEvent> events, EntityStore<RetentionPolicy> policies, InstantSource clock) {
        this.events = events;
        this.policies = policies;
        this.chain = new AuditChain(events);
        this.clock = clock;
    }

    /**
     * What was removed.
     *
     * @param removed how many events
     * @param through the number of the last one; empty if there was none
     * @param isComplete whether nothing more could be removed; false if a write failed or the limit was reached
     */
    public record Removal(long removed, Optional<Long> through, boolean isComplete) {}

    /**
     * Removes what may be removed.
     *
     * @param actor who asks for it
     * @param limit how many events at most
     */
    public Removal removeExpired(String actor, int limit) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<AuditEvent> expired = expired(now, limit);
        if (expired.isEmpty()) {
            return new Removal(0, Optional.empty(), true);
        }
        AuditEvent last = expired.get(expired.size() - 1);
        AuditAnchor anchor = new AuditAnchor(last.eventNumber(), last.contentHash());
        boolean recorded = chain.append(new AuditChain.Entry(
                        UUID.randomUUID(), actor, AuditAnchor.ACTION, "audit.events", "*", now, anchor.diff(), null))
                .isApplied();
        return recorded ? remove(expired, expired.size() < limit) : new Removal(0, Optional.empty(), false);
    }

    private Removal remove(List<AuditEvent> expired, boolean reachedEnd) {
        long removed = 0;
        for (AuditEvent event : expired) {
            if (!events.delete(event.id(), Precondition.none()).isApplied()) {
                return new Removal(removed, through(expired, removed), false);
            }
            removed++;
        }
        return new Removal(removed, through(expired, removed), reachedEnd);
    }

    private static Optional<Long> through(List<AuditEvent> expired, long removed) {
        return removed == 0
                ? Optional.empty()
                : Optional.of(expired.get((int) removed - 1).eventNumber());
    }

    /** The events at the beginning of the chain of which none must be kept. */
    private List<AuditEvent> expired(Instant now, int limit) {
        Map<String, RetentionPolicy> byType = policies();
        List<AuditEvent> expired = new ArrayList<>();
        Query page = Query.all().orderBy(AuditEvent.EVENT_NUMBER.asc()).limit(PAGE);
        while (true) {
            var found = events.find(page);
            for (AuditEvent event : found.items()) {
                if (expired.size() == limit || !isExpired(event, byType, now)) {
                    return expired;
                }
                expired.add(event);
            }
            if (found.next().isEmpty()) {
                return expired;
            }
            page = page.after(found.next().get());
        }
    }

    private Map<String, RetentionPolicy> policies() {
        Map<String, RetentionPolicy> byType = new HashMap<>();
        Query page = Query.all().limit(PAGE);
        while (true) {
            var found = policies.find(page);
            found.items().forEach(it -> byType.put(it.id(), it));
            if (found.next().isEmpty()) {
                return byType;
            }
            page = page.after(found.next().get());
        }
    }

    private static boolean isExpired(AuditEvent event, Map<String, RetentionPolicy> policies, Instant now) {
        @Nullable RetentionPolicy policy = policies.getOrDefault(event.entityType(), policies.get(ALL_OTHERS));
        return policy != null
                && !policy.legalHold()
                && event.occurredAt().plus(Duration.ofDays(policy.keepDays())).isBefore(now);
    }
}
