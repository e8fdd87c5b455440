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
 * A notification inside the product, for one user.
 *
 * @param id unique within the tenant
 */
@Entity(module = "notify", table = "inbox", tenancy = Tenancy.TENANT)
public record InboxMessage(
        @Id UUID id,
        String userId,
        String title,
        @Nullable String body,
        @Nullable String eventKind,
        @Json @Nullable JsonNode eventPayload,
        boolean isRead,
        @Nullable Instant readAt,
        boolean archived,
        @Nullable String actionUrl,
        @Nullable String correlationId,
        Instant createdAt) {

    public static final Field<String> USER_ID = Field.of("userId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<Boolean> IS_READ = Field.of("isRead", Boolean.class);
    public static final Field<Boolean> ARCHIVED = Field.of("archived", Boolean.class);
}
