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
 * Who is called in which order when nobody reacts.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param steps the steps of a policy, in order
 */
@Entity(
        module = "notify",
        table = "escalation_policies",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "escalation_policies_name", fields = "name"))
public record EscalationPolicy(
        @Id UUID id,
        String name,
        @Nullable String description,
        boolean enabled,
        int repeatCount,
        @Child(table = "escalation_steps") List<Step> steps,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);

    /** The steps of a policy, in order. */
    public record Step(
            int delayMinutes, NotifyMode notifyMode, @Json JsonNode targets) {

        /** What notifyMode can be. */
        public enum NotifyMode {
            ALL,
            FIRST_ACKNOWLEDGES,
            ROUND_ROBIN
        }
    }
}
