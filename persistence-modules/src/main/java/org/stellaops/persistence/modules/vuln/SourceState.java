// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;

/**
 * How far a source was read: one cursor per provider. Its id is that of the source.
 *
 * @param id unique
 * @param cursor whatever the provider needs to continue
 */
@Entity(module = "vuln", table = "source_states")
public record SourceState(
        @Id String id,
        @Json @Nullable JsonNode cursor,
        boolean paused,
        @Nullable Instant lastSyncAt,
        @Nullable Instant lastSuccessAt,
        @Nullable String lastError,
        long syncCount,
        long errorCount,
        @Json @Nullable JsonNode metadata,
        Instant updatedAt) {}
