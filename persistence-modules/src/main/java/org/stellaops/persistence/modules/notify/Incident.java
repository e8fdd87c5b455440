// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * Something that people have to deal with.
 *
 * @param id unique within the tenant
 * @param correlationKey events with the same key belong to the same incident
 */
@Entity(module = "notify", table = "incidents", tenancy = Tenancy.TENANT)
public record Incident(
        @Id UUID id,
        String title,
        @Nullable String description,
        Severity severity,
        Status status,
        @Nullable String source,
        String correlationKey,
        @Nullable UUID escalationPolicyId,
        @Nullable String assignedTo,
        int eventCount,
        @Json @Nullable JsonNode metadata,
        Instant openedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant resolvedAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<Instant> OPENED_AT = Field.of("openedAt", Instant.class);
    public static final Field<String> CORRELATION_KEY = Field.of("correlationKey", String.class);

    /** What severity can be. */
    public enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** What status can be. */
    public enum Status {
        OPEN,
        ACKNOWLEDGED,
        RESOLVED,
        CLOSED
    }
}
