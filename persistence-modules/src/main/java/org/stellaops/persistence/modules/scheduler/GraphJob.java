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
 * A graph to be built or overlaid. Workers claim queued jobs, oldest first.
 *
 * @param id unique within the tenant
 * @param type 0 build, 1 overlay
 * @param status 0 queued, 1 running, 2 completed, 3 failed, 4 canceled
 * @param attempt how often it was claimed
 * @param claimedBy the worker that runs it
 * @param leaseUntil when another worker may claim it
 */
@Entity(module = "scheduler", table = "graph_jobs", tenancy = Tenancy.TENANT)
public record GraphJob(
        @Id UUID id,
        int type,
        int status,
        @Json JsonNode payload,
        @Nullable String correlationId,
        int attempt,
        @Nullable String claimedBy,
        @Nullable Instant leaseUntil,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Integer> STATUS = Field.of("status", Integer.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<Integer> TYPE = Field.of("type", Integer.class);
}
