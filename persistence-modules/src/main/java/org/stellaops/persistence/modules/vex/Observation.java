// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * What one provider says of one vulnerability in one product; append-only.
 *
 * @param id unique within the tenant
 * @param documentDigest the raw document that it was read from
 * @param supersedesId the observation that this one replaces
 */
@Entity(
        module = "vex",
        table = "observations",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "observations_supersedes_id", fields = "supersedesId"))
public record Observation(
        @Id String id,
        String providerId,
        String vulnerabilityId,
        String productKey,
        @Nullable String documentDigest,
        String contentHash,
        @Nullable String supersedesId,
        @Json JsonNode statement,
        @Json JsonNode provenance,
        Instant observedAt,
        Instant createdAt) {

    public static final Field<String> VULNERABILITY_ID = Field.of("vulnerabilityId", String.class);
    public static final Field<String> PRODUCT_KEY = Field.of("productKey", String.class);
    public static final Field<String> PROVIDER_ID = Field.of("providerId", String.class);
    public static final Field<Instant> OBSERVED_AT = Field.of("observedAt", Instant.class);
    public static final Field<String> SUPERSEDES_ID = Field.of("supersedesId", String.class);
}
