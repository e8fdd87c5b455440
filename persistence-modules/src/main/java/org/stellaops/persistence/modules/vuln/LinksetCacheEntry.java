// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * The link set of an advisory as one source has it: one deterministic row per tenant, source and advisory. Its
 * id is source/advisory.
 *
 * @param id unique within the tenant
 * @param observations ids of the observations, sorted
 */
@Entity(
        module = "vuln",
        table = "lnm_linkset_cache",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "lnm_linkset_cache_advisory_id",
                        fields = {"advisoryId", "source"}))
public record LinksetCacheEntry(
        @Id String id,
        String source,
        String advisoryId,
        List<String> observations,
        @Json @Nullable JsonNode normalized,
        @Json @Nullable JsonNode conflicts,
        @Json @Nullable JsonNode provenance,
        @Nullable Double confidence,
        @Nullable String builtByJob,
        Instant createdAt) {

    public static final Field<String> ADVISORY_ID = Field.of("advisoryId", String.class);
    public static final Field<String> SOURCE = Field.of("source", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
}
