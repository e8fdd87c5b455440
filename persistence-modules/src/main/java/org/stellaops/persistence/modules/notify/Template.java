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
 * How an event is worded for a kind of channel and a locale.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "notify",
        table = "templates",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "templates_template_key",
                        fields = {"templateKey", "channelKind", "locale"}))
public record Template(
        @Id UUID id,
        String templateKey,
        ChannelKind channelKind,
        String locale,
        Format format,
        String body,
        @Nullable String description,
        @Json @Nullable JsonNode metadata,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> TEMPLATE_KEY = Field.of("templateKey", String.class);
    public static final Field<String> CHANNEL_KIND = Field.of("channelKind", String.class);
    public static final Field<String> LOCALE = Field.of("locale", String.class);

    /** What channelKind can be. */
    public enum ChannelKind {
        EMAIL,
        SLACK,
        TEAMS,
        WEBHOOK,
        PAGERDUTY,
        OPSGENIE,
        IN_APP,
        CUSTOM
    }

    /** What format can be. */
    public enum Format {
        MARKDOWN,
        HTML,
        TEXT,
        JSON
    }
}
