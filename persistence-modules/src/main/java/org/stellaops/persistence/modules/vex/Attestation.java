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
import org.stellaops.persistence.query.Field;

/**
 * A signed statement about an artifact.
 *
 * @param id unique within the tenant
 * @param envelope the DSSE envelope
 */
@Entity(module = "vex", table = "attestations", tenancy = Tenancy.TENANT)
public record Attestation(
        @Id UUID id,
        String subjectDigest,
        String predicateType,
        @Json JsonNode envelope,
        @Nullable String signedBy,
        Instant createdAt) {

    public static final Field<String> SUBJECT_DIGEST = Field.of("subjectDigest", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
}
