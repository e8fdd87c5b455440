// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;

/**
 * What the latest runs of a schedule came to; its id is that of the schedule.
 *
 * @param id unique within the tenant
 * @param recent the latest runs, newest first
 */
@Entity(module = "scheduler", table = "run_summaries", tenancy = Tenancy.TENANT)
public record RunSummary(
        @Id UUID id,
        @Nullable UUID lastRunId,
        @Nullable LastState lastState,
        @Nullable Instant lastRunAt,
        @Json JsonNode counters,
        @Json JsonNode recent,
        Instant updatedAt) {

    /** What lastState can be. */
    public enum LastState {
        PLANNING,
        QUEUED,
        RUNNING,
        COMPLETED,
        ERROR,
        CANCELLED
    }
}
