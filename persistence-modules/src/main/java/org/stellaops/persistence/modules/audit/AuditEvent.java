// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * What anybody did to anything; append-only, and chained by hashes within a tenant.
 *
 * @param id unique within the tenant
 * @param eventNumber counts the events of a tenant, from 1, without gaps
 * @param diff what changed, from what to what
 * @param previousHash the content_hash of the event before; absent for the first
 * @param contentHash SHA-256 of the canonical JSON of this event, previous_hash included
 */
@Entity(
        module = "audit",
        table = "events",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "events_event_number", fields = "eventNumber"))
public record AuditEvent(
        @Id UUID id,
        long eventNumber,
        String actor,
        String action,
        String entityType,
        String entityId,
        Instant occurredAt,
        @Json @Nullable JsonNode diff,
        @Nullable String correlationId,
        @Nullable String previousHash,
        String contentHash) {

    public static final Field<Long> EVENT_NUMBER = Field.of("eventNumber", Long.class);
    public static final Field<Instant> OCCURRED_AT = Field.of("occurredAt", Instant.class);
    public static final Field<String> ENTITY_TYPE = Field.of("entityType", String.class);
    public static final Field<String> ENTITY_ID = Field.of("entityId", String.class);
    public static final Field<String> ACTOR = Field.of("actor", String.class);
}
