// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * What is scanned or evaluated again, and when.
 *
 * @param id unique within the tenant
 * @param timeZone IANA name, such as Europe/Vienna
 * @param selection which images it is about
 * @param nextFireAt absent if it will not fire again
 * @param deletedAt set when the schedule was deleted by a user; its runs stay
 * @param triggers what else starts a schedule
 */
@Entity(module = "scheduler", table = "schedules", tenancy = Tenancy.TENANT)
public record Schedule(
        @Id UUID id,
        String name,
        boolean enabled,
        String cronExpression,
        String timeZone,
        Mode mode,
        @Json JsonNode selection,
        @Json @Nullable JsonNode runLimits,
        @Nullable Instant nextFireAt,
        @Nullable Instant lastFireAt,
        String createdBy,
        @Nullable String updatedBy,
        @Nullable Instant deletedAt,
        @Nullable String deletedBy,
        @Child(table = "triggers") List<Trigger> triggers,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Instant> NEXT_FIRE_AT = Field.of("nextFireAt", Instant.class);
    public static final Field<Boolean> ENABLED = Field.of("enabled", Boolean.class);
    public static final Field<Instant> DELETED_AT = Field.of("deletedAt", Instant.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);

    /** What mode can be. */
    public enum Mode {
        ANALYSIS_ONLY,
        CONTENT_REFRESH
    }

    /**
     * What else starts a schedule.
     *
     * @param expression A cron expression, or the name of the event
     */
    public record Trigger(
            Kind kind,
            String expression,
            boolean enabled,
            MisfirePolicy misfirePolicy,
            @Json @Nullable JsonNode filter) {

        /** What kind can be. */
        public enum Kind {
            CRON,
            EVENT,
            MANUAL,
            WEBHOOK
        }

        /** What misfirePolicy can be. */
        public enum MisfirePolicy {
            SKIP,
            FIRE_ONCE,
            CATCH_UP
        }
    }
}
