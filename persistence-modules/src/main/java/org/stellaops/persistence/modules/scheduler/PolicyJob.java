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
 * A policy to be evaluated.
 *
 * @param id unique within the tenant
 * @param priority 0 is the most urgent
 * @param availableAt not before this
 */
@Entity(module = "scheduler", table = "policy_jobs", tenancy = Tenancy.TENANT)
public record PolicyJob(
        @Id UUID id,
        String policyId,
        @Nullable Integer policyVersion,
        Mode mode,
        int priority,
        Status status,
        @Nullable UUID runId,
        int attempt,
        @Nullable String lastError,
        @Json JsonNode payload,
        Instant availableAt,
        @Nullable String claimedBy,
        @Nullable Instant leaseUntil,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Integer> PRIORITY = Field.of("priority", Integer.class);
    public static final Field<Instant> AVAILABLE_AT = Field.of("availableAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<UUID> RUN_ID = Field.of("runId", UUID.class);

    /** What mode can be. */
    public enum Mode {
        FULL,
        INCREMENTAL
    }

    /** What status can be. */
    public enum Status {
        PENDING,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED
    }
}
