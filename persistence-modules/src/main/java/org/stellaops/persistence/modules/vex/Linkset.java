// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * The observations of one vulnerability in one product, and where they contradict each other.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "vex",
        table = "linksets",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "linksets_vulnerability_id",
                        fields = {"vulnerabilityId", "productKey"}))
public record Linkset(
        @Id String id,
        String vulnerabilityId,
        String productKey,
        List<String> providers,
        List<String> observationIds,
        @Json JsonNode disagreements,
        Confidence confidence,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> VULNERABILITY_ID = Field.of("vulnerabilityId", String.class);
    public static final Field<String> PRODUCT_KEY = Field.of("productKey", String.class);
    public static final Field<Instant> UPDATED_AT = Field.of("updatedAt", Instant.class);

    /** What confidence can be. */
    public enum Confidence {
        LOW,
        MEDIUM,
        HIGH
    }
}
