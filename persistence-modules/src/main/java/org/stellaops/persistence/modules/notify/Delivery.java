// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * One notification on its way to a channel.
 *
 * @param id unique within the tenant
 * @param attempts each time it was sent, with the answer
 */
@Entity(module = "notify", table = "deliveries", tenancy = Tenancy.TENANT)
public record Delivery(
        @Id UUID id,
        @Nullable UUID ruleId,
        UUID channelId,
        UUID eventId,
        String eventKind,
        Status status,
        @Nullable String statusReason,
        @Json @Nullable JsonNode payload,
        @Json @Nullable JsonNode rendered,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant sentAt,
        @Nullable String correlationId,
        @Child(table = "delivery_attempts") List<Attempt> attempts,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Instant> NEXT_ATTEMPT_AT = Field.of("nextAttemptAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<UUID> CHANNEL_ID = Field.of("channelId", UUID.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<UUID> EVENT_ID = Field.of("eventId", UUID.class);

    /** What status can be. */
    public enum Status {
        PENDING,
        SENT,
        FAILED,
        THROTTLED,
        DIGESTED,
        DROPPED
    }

    /** Each time it was sent, with the answer. */
    public record Attempt(
            Instant attemptedAt,
            Outcome outcome,
            @Nullable Integer httpStatus,
            @Nullable String reason) {

        /** What outcome can be. */
        public enum Outcome {
            ACCEPTED,
            REJECTED,
            TIMEOUT,
            ERROR
        }
    }
}
