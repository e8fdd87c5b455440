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
 * What all sources together say.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "vex",
        table = "consensus",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "consensus_vulnerability_id",
                        fields = {"vulnerabilityId", "productKey"}))
public record Consensus(
        @Id UUID id,
        String vulnerabilityId,
        String productKey,
        Status status,
        @Nullable String policyVersion,
        @Nullable String summary,
        @Json JsonNode sources,
        @Nullable Double confidence,
        Instant calculatedAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> VULNERABILITY_ID = Field.of("vulnerabilityId", String.class);
    public static final Field<String> PRODUCT_KEY = Field.of("productKey", String.class);
    public static final Field<Instant> CALCULATED_AT = Field.of("calculatedAt", Instant.class);

    /** What status can be. */
    public enum Status {
        NOT_AFFECTED,
        AFFECTED,
        FIXED,
        UNDER_INVESTIGATION,
        DIVERGENT
    }
}
