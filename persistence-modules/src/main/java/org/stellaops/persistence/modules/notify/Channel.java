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
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * Where notifications are sent.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param config what the kind needs; secrets are references into the vault
 */
@Entity(
        module = "notify",
        table = "channels",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "channels_name", fields = "name"))
public record Channel(
        @Id UUID id,
        String name,
        Kind kind,
        boolean enabled,
        @Json JsonNode config,
        @Nullable String credentialsRef,
        @Nullable String createdBy,
        @Nullable String updatedBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);
    public static final Field<String> KIND = Field.of("kind", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);
    public static final Field<Boolean> ENABLED = Field.of("enabled", Boolean.class);

    /** What kind can be. */
    public enum Kind {
        EMAIL,
        SLACK,
        TEAMS,
        WEBHOOK,
        PAGERDUTY,
        OPSGENIE,
        IN_APP,
        CUSTOM
    }
}
