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
 * A policy pack of a project, or of the whole tenant. Its id is project/name, with - for the whole tenant, so
 * that the key holds both.
 *
 * @param id unique within the tenant
 * @param projectId absent for the whole tenant
 */
@Entity(module = "policy", table = "packs", tenancy = Tenancy.TENANT)
public record Pack(
        @Id String id,
        @Nullable String projectId,
        String name,
        String displayName,
        @Nullable String description,
        boolean isBuiltIn,
        @Nullable Integer activeVersion,
        @Json @Nullable JsonNode labels,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
}
