// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

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
 * Events that are collected and sent together.
 *
 * @param id unique within the tenant
 */
@Entity(module = "notify", table = "digests", tenancy = Tenancy.TENANT)
public record Digest(
        @Id UUID id,
        UUID channelId,
        String digestKey,
        Period period,
        Status status,
        @Json JsonNode events,
        Instant openedAt,
        Instant flushAt,
        @Nullable Instant sentAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<Instant> FLUSH_AT = Field.of("flushAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<UUID> CHANNEL_ID = Field.of("channelId", UUID.class);
    public static final Field<String> DIGEST_KEY = Field.of("digestKey", String.class);

    /** What period can be. */
    public enum Period {
        HOURLY,
        DAILY,
        WEEKLY
    }

    /** What status can be. */
    public enum Status {
        OPEN,
        SENDING,
        SENT
    }
}
