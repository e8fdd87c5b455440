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
 * Which images a change touches. Its id is the digest of selector and images.
 *
 * @param id unique within the tenant
 */
@Entity(module = "scheduler", table = "impact_snapshots", tenancy = Tenancy.TENANT)
public record ImpactSnapshot(
        @Id String id,
        @Nullable UUID runId,
        boolean usageOnly,
        int imageCount,
        @Json JsonNode images,
        @Json JsonNode selector,
        Instant generatedAt,
        Instant createdAt) {

    public static final Field<UUID> RUN_ID = Field.of("runId", UUID.class);
    public static final Field<Instant> GENERATED_AT = Field.of("generatedAt", Instant.class);
}
