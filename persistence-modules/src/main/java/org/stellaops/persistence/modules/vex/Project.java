// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;

/**
 * What is scanned together.
 *
 * @param id unique within the tenant
 */
@Entity(module = "vex", table = "projects", tenancy = Tenancy.TENANT)
public record Project(
        @Id String id,
        String name,
        @Nullable String description,
        @Json JsonNode settings,
        Instant createdAt,
        Instant updatedAt) {}
