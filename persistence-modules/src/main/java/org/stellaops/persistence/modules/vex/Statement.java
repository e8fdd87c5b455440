// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

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
 * A VEX statement that is in force, or was.
 *
 * @param id unique within the tenant
 * @param supersedesId the statement that this one replaces
 * @param isActive whether nothing has replaced it
 */
@Entity(
        module = "vex",
        table = "statements",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "statements_supersedes_id", fields = "supersedesId"))
public record Statement(
        @Id UUID id,
        @Nullable String projectId,
        @Nullable String graphRevisionId,
        String vulnerabilityId,
        String productId,
        Status status,
        @Nullable Justification justification,
        @Nullable String impactStatement,
        @Nullable String actionStatement,
        String source,
        @Json JsonNode evidence,
        @Json JsonNode provenance,
        @Nullable UUID supersedesId,
        boolean isActive,
        Instant issuedAt,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> VULNERABILITY_ID = Field.of("vulnerabilityId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<String> PRODUCT_ID = Field.of("productId", String.class);
    public static final Field<Boolean> IS_ACTIVE = Field.of("isActive", Boolean.class);
    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<UUID> SUPERSEDES_ID = Field.of("supersedesId", UUID.class);

    /** What status can be. */
    public enum Status {
        NOT_AFFECTED,
        AFFECTED,
        FIXED,
        UNDER_INVESTIGATION
    }

    /** What justification can be. */
    public enum Justification {
        COMPONENT_NOT_PRESENT,
        VULNERABLE_CODE_NOT_PRESENT,
        VULNERABLE_CODE_NOT_IN_EXECUTE_PATH,
        VULNERABLE_CODE_CANNOT_BE_CONTROLLED_BY_ADVERSARY,
        INLINE_MITIGATIONS_ALREADY_EXIST
    }
}
