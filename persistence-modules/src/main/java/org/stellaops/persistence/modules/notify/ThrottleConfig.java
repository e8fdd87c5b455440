// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * How many notifications a channel takes in a while.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 */
@Entity(
        module = "notify",
        table = "throttle_configs",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "throttle_configs_name", fields = "name"))
public record ThrottleConfig(
        @Id UUID id,
        String name,
        @Nullable UUID channelId,
        @Nullable String eventKind,
        int maxEvents,
        int windowSeconds,
        int burst,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);
    public static final Field<UUID> CHANNEL_ID = Field.of("channelId", UUID.class);
}
