// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * A token that was issued, by its hash.
 *
 * @param id unique within the tenant
 * @param subjectId the user or service account it speaks for
 * @param tokenHash SHA-256 of the token; the token itself is never stored
 */
@Entity(
        module = "authority",
        table = "tokens",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "tokens_token_hash", fields = "tokenHash"))
public record Token(
        @Id UUID id,
        Kind kind,
        String subjectId,
        @Nullable String clientId,
        String tokenHash,
        List<String> scopes,
        Status status,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant redeemedAt,
        @Json @Nullable JsonNode payload) {

    public static final Field<String> TOKEN_HASH = Field.of("tokenHash", String.class);
    public static final Field<String> SUBJECT_ID = Field.of("subjectId", String.class);
    public static final Field<Instant> ISSUED_AT = Field.of("issuedAt", Instant.class);
    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What kind can be. */
    public enum Kind {
        ACCESS,
        REFRESH,
        DEVICE_CODE,
        AUTHORIZATION_CODE
    }

    /** What status can be. */
    public enum Status {
        VALID,
        REDEEMED,
        REVOKED
    }
}
