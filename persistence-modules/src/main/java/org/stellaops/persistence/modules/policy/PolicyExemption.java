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
 * A permission to deviate from a rule for a while.
 *
 * @param id unique within the tenant
 * @param projectId absent for the whole tenant
 */
@Entity(module = "policy", table = "exceptions", tenancy = Tenancy.TENANT)
public record PolicyExemption(
        @Id UUID id,
        @Nullable String projectId,
        String name,
        @Nullable String description,
        @Nullable String rulePattern,
        @Nullable String resourcePattern,
        @Nullable String artifactPattern,
        String reason,
        Status status,
        @Nullable Instant expiresAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable String revokedBy,
        @Nullable Instant revokedAt,
        @Json @Nullable JsonNode metadata,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What status can be. */
    public enum Status {
        REQUESTED,
        ACTIVE,
        EXPIRED,
        REVOKED
    }
}
