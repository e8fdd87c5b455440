// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.ContentHash;

/**
 * The audit events of one tenant, each with a number and with the hash of the one before, so that an event which was changed,
 * removed or put in later is found.
 *
 * <p>Two processes that append at once want the same number; the unique key lets one in, and the other tries again behind it.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads.
 */
public final class AuditChain {

    private static final EntityType<AuditEvent> TYPE = EntityType.of(AuditEvent.class);
    private static final int ATTEMPTS = 50;
    private static final int PAGE = 200;

    private final EntityStore<AuditEvent> events;

    /** The chain of a tenant. */
    public AuditChain(EntityStore<AuditEvent> events) {
        this.events = events;
    }

    /**
     * What is to be recorded.
     *
     * @param id its id
     * @param actor who did it
     * @param action what
     * @param entityType to what kind of thing
     * @param entityId to which
     * @param occurredAt when, in milliseconds
     * @param diff what changed
     * @param correlationId with what it belongs together
     */
    public record Entry(
            UUID id,
            String actor,
            String action,
            String entityType,
            String entityId,
            Instant occurredAt,
            @Nullable JsonNode diff,
            @Nullable String correlationId) {}

    /** Appends an event; the last outcome if others were faster all the time, or the store does not write. */
    public WriteOutcome append(Entry entry) {
        WriteOutcome outcome = put(entry);
        for (int attempt = 1; attempt < ATTEMPTS && outcome instanceof WriteOutcome.Rejected it; attempt++) {
            if (it.kind() != WriteOutcome.Rejected.Kind.UNIQUE) {
                return outcome;
            }
            outcome = put(entry);
        }
        return outcome;
    }

    /**
     * The number of the first event that does not fit to the one before; empty if the chain is whole. A beginning that a
     * {@linkplain AuditRetention retention} removed may be missing.
     */
    public Optional<Long> firstBreak() {
        ChainWalk walk = new ChainWalk();
        while (true) {
            List<AuditEvent> page = events.find(Query.where(Condition.gt(AuditEvent.EVENT_NUMBER, walk.number()))
                            .orderBy(AuditEvent.EVENT_NUMBER.asc())
                            .limit(PAGE))
                    .items();
            if (page.isEmpty()) {
                return walk.unexplainedBeginning();
            }
            for (AuditEvent event : page) {
                if (!walk.fits(event, hashOf(event))) {
                    return Optional.of(walk.number() + 1);
                }
            }
        }
    }

    private WriteOutcome put(Entry entry) {
        Optional<AuditEvent> last =
                events.find(Query.all().orderBy(AuditEvent.EVENT_NUMBER.desc()).limit(1)).items().stream()
                        .findFirst();
        AuditEvent draft = event(
                entry,
                last.map(it -> it.eventNumber() + 1).orElse(1L),
                last.map(AuditEvent::contentHash).orElse(null),
                "");
        return events.put(
                event(entry, draft.eventNumber(), draft.previousHash(), hashOf(draft)), Precondition.absent());
    }

    private static String hashOf(AuditEvent event) {
        return ContentHash.of(TYPE.codec().contentOf(event).without("contentHash"))
                .toString();
    }

    private static AuditEvent event(Entry entry, long number, @Nullable String previous, String hash) {
        return new AuditEvent(
                entry.id(),
                number,
                entry.actor(),
                entry.action(),
                entry.entityType(),
                entry.entityId(),
                entry.occurredAt(),
                entry.diff(),
                entry.correlationId(),
                previous,
                hash);
    }
}
