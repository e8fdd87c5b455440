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
 * Which events lead to which actions.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param actions what a rule does, in order
 */
@Entity(
        module = "notify",
        table = "rules",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "rules_name", fields = "name"))
public record Rule(
        @Id UUID id,
        String name,
        @Nullable String description,
        boolean enabled,
        @Nullable SeverityFloor severityFloor,
        List<String> eventKinds,
        @Json JsonNode match,
        @Child(table = "rule_actions") List<Action> actions,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);

    /** What severityFloor can be. */
    public enum SeverityFloor {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** What a rule does, in order. */
    public record Action(
            UUID channelId,
            @Nullable UUID templateId,
            @Nullable String digestKey,
            @Nullable Integer throttleSeconds,
            boolean enabled,
            @Json @Nullable JsonNode metadata) {}
}
