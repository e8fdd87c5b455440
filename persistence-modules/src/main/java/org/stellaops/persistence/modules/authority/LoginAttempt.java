// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

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
 * Protocol evidence of logins; append-only, and never pruned by a cutover.
 *
 * @param id unique within the tenant
 * @param userId absent if no user has the name
 * @param userName the name that was given
 */
@Entity(module = "authority", table = "login_attempts", tenancy = Tenancy.TENANT)
public record LoginAttempt(
        @Id UUID id,
        @Nullable UUID userId,
        String userName,
        @Nullable String clientId,
        Outcome outcome,
        @Nullable String failureDetail,
        @Nullable String sourceAddress,
        @Nullable String userAgent,
        @Nullable String correlationId,
        Instant occurredAt,
        @Json @Nullable JsonNode properties) {

    public static final Field<String> USER_NAME = Field.of("userName", String.class);
    public static final Field<Instant> OCCURRED_AT = Field.of("occurredAt", Instant.class);
    public static final Field<String> SOURCE_ADDRESS = Field.of("sourceAddress", String.class);
    public static final Field<String> OUTCOME = Field.of("outcome", String.class);

    /** What outcome can be. */
    public enum Outcome {
        SUCCESS,
        BAD_CREDENTIALS,
        LOCKED,
        MFA_REQUIRED,
        MFA_FAILED,
        ERROR
    }
}
