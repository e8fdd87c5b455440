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
import org.stellaops.persistence.query.Field;

/**
 * What a run logged; append-only. Logs may outlive their run.
 *
 * @param id unique within the tenant
 */
@Entity(module = "scheduler", table = "execution_logs", tenancy = Tenancy.TENANT)
public record ExecutionLog(
        @Id UUID id,
        UUID runId,
        Level level,
        String message,
        @Nullable String logger,
        @Json @Nullable JsonNode data,
        Instant loggedAt) {

    public static final Field<UUID> RUN_ID = Field.of("runId", UUID.class);
    public static final Field<Instant> LOGGED_AT = Field.of("loggedAt", Instant.class);
    public static final Field<String> LEVEL = Field.of("level", String.class);

    /** What level can be. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
