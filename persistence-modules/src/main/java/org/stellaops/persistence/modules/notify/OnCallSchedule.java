// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

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
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * Who is on call when.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param participants the people of a rotation, in order
 */
@Entity(
        module = "notify",
        table = "on_call_schedules",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "on_call_schedules_name", fields = "name"))
public record OnCallSchedule(
        @Id UUID id,
        String name,
        String timeZone,
        Rotation rotation,
        boolean enabled,
        @Json JsonNode overrides,
        @Child(table = "on_call_participants") List<Participant> participants,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);

    /** What rotation can be. */
    public enum Rotation {
        DAILY,
        WEEKLY,
        CUSTOM
    }

    /** The people of a rotation, in order. */
    public record Participant(
            String userId, Instant startsAt, @Nullable Instant endsAt) {}
}
