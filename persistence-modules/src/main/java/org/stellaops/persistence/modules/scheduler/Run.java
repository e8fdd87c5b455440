// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

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
 * One execution of a schedule, or of a request without one.
 *
 * @param id unique within the tenant
 * @param retryOf the run that this one repeats
 */
@Entity(module = "scheduler", table = "runs", tenancy = Tenancy.TENANT)
public record Run(
        @Id UUID id,
        @Nullable UUID scheduleId,
        TriggerKind triggerKind,
        State state,
        @Json @Nullable JsonNode reason,
        @Json @Nullable JsonNode stats,
        @Nullable String error,
        @Nullable UUID retryOf,
        @Nullable String correlationId,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant deletedAt,
        @Nullable String deletedBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<UUID> SCHEDULE_ID = Field.of("scheduleId", UUID.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<String> STATE = Field.of("state", String.class);

    /** What triggerKind can be. */
    public enum TriggerKind {
        CRON,
        EVENT,
        MANUAL,
        WEBHOOK
    }

    /** What state can be. */
    public enum State {
        PLANNING,
        QUEUED,
        RUNNING,
        COMPLETED,
        ERROR,
        CANCELLED
    }
}
