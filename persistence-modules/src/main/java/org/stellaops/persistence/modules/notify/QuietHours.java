// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * When a user or channel wants to be left alone, every week.
 *
 * @param id unique within the tenant
 * @param startsAt local time, HH:MM
 * @param endsAt local time, HH:MM; earlier than starts_at if it ends on the next day
 * @param days ISO days of the week, 1 is Monday
 */
@Entity(module = "notify", table = "quiet_hours", tenancy = Tenancy.TENANT)
public record QuietHours(
        @Id UUID id,
        @Nullable String userId,
        @Nullable UUID channelId,
        String startsAt,
        String endsAt,
        String timeZone,
        List<Integer> days,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> USER_ID = Field.of("userId", String.class);
    public static final Field<Boolean> ENABLED = Field.of("enabled", Boolean.class);
    public static final Field<UUID> CHANNEL_ID = Field.of("channelId", UUID.class);
}
