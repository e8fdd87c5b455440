// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * How findings are scored. Its id is project/name/version, with - for the whole tenant.
 *
 * @param id unique within the tenant
 * @param projectId absent for the whole tenant
 */
@Entity(module = "policy", table = "risk_profiles", tenancy = Tenancy.TENANT)
public record RiskProfile(
        @Id String id,
        @Nullable String projectId,
        String name,
        int version,
        boolean isActive,
        @Nullable String description,
        @Json JsonNode thresholds,
        @Json JsonNode scoringWeights,
        @Json JsonNode exemptions,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<String> NAME = Field.of("name", String.class);
    public static final Field<Boolean> IS_ACTIVE = Field.of("isActive", Boolean.class);
}
