// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.query.Field;

/**
 * What changed an advisory, and from what to what; append-only.
 *
 * @param id unique
 */
@Entity(module = "vuln", table = "merge_events")
public record MergeEvent(
        @Id UUID id,
        String advisoryId,
        @Nullable String sourceId,
        Kind kind,
        @Nullable String beforeHash,
        String afterHash,
        List<String> changedFields,
        @Json @Nullable JsonNode details,
        Instant occurredAt) {

    public static final Field<String> ADVISORY_ID = Field.of("advisoryId", String.class);
    public static final Field<Instant> OCCURRED_AT = Field.of("occurredAt", Instant.class);

    /** What kind can be. */
    public enum Kind {
        CREATED,
        UPDATED,
        MERGED,
        WITHDRAWN
    }
}
