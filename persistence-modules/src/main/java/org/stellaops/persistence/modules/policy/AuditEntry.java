// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

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
 * Who changed what; append-only.
 *
 * @param id unique within the tenant
 * @param projectId absent for the whole tenant
 */
@Entity(module = "policy", table = "audit", tenancy = Tenancy.TENANT)
public record AuditEntry(
        @Id UUID id,
        @Nullable String projectId,
        String actor,
        String action,
        String entityType,
        String entityId,
        @Nullable String correlationId,
        @Json @Nullable JsonNode details,
        Instant occurredAt) {

    public static final Field<Instant> OCCURRED_AT = Field.of("occurredAt", Instant.class);
    public static final Field<String> ENTITY_TYPE = Field.of("entityType", String.class);
    public static final Field<String> ENTITY_ID = Field.of("entityId", String.class);
}
