// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * An operator's exception from quiet hours, throttling and maintenance.
 *
 * @param id unique within the tenant
 */
@Entity(module = "notify", table = "operator_overrides", tenancy = Tenancy.TENANT)
public record OperatorOverride(
        @Id UUID id,
        Kind kind,
        List<UUID> channelIds,
        List<String> eventKinds,
        String reason,
        Instant expiresAt,
        String createdBy,
        Instant createdAt) {

    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);

    /** What kind can be. */
    public enum Kind {
        BYPASS_QUIET_HOURS,
        BYPASS_THROTTLE,
        BYPASS_MAINTENANCE,
        FORCE_SUPPRESSION
    }
}
