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
 * What changed a link set; append-only.
 *
 * @param id unique within the tenant
 */
@Entity(module = "vex", table = "linkset_events", tenancy = Tenancy.TENANT)
public record LinksetEvent(
        @Id UUID id,
        String linksetId,
        Kind kind,
        @Nullable String observationId,
        @Json @Nullable JsonNode details,
        Instant occurredAt) {

    public static final Field<String> LINKSET_ID = Field.of("linksetId", String.class);
    public static final Field<Instant> OCCURRED_AT = Field.of("occurredAt", Instant.class);

    /** What kind can be. */
    public enum Kind {
        CREATED,
        OBSERVATION_ADDED,
        OBSERVATION_REMOVED,
        CONFLICT_FOUND,
        CONFLICT_RESOLVED
    }
}
