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
 * When notifications are suppressed, once.
 *
 * @param id unique within the tenant
 */
@Entity(module = "notify", table = "maintenance_windows", tenancy = Tenancy.TENANT)
public record MaintenanceWindow(
        @Id UUID id,
        String name,
        @Nullable String reason,
        Status status,
        Instant startsAt,
        Instant endsAt,
        List<UUID> channelIds,
        List<String> eventKinds,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Instant> ENDS_AT = Field.of("endsAt", Instant.class);
    public static final Field<Instant> STARTS_AT = Field.of("startsAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What status can be. */
    public enum Status {
        PLANNED,
        ACTIVE,
        ENDED,
        CANCELLED
    }
}
