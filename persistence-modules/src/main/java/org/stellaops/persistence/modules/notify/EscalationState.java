// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * Where the escalation of an incident stands.
 *
 * @param id unique within the tenant
 */
@Entity(module = "notify", table = "escalation_states", tenancy = Tenancy.TENANT)
public record EscalationState(
        @Id UUID id,
        UUID policyId,
        UUID incidentId,
        int currentStep,
        int iteration,
        Status status,
        Instant startedAt,
        @Nullable Instant nextEscalationAt,
        @Nullable String acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant resolvedAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<UUID> INCIDENT_ID = Field.of("incidentId", UUID.class);
    public static final Field<Instant> NEXT_ESCALATION_AT = Field.of("nextEscalationAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What status can be. */
    public enum Status {
        ACTIVE,
        ACKNOWLEDGED,
        RESOLVED,
        EXPIRED
    }
}
