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
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * Something that must no longer be accepted.
 *
 * @param id unique within the tenant
 * @param revokedId id of what is revoked, of the kind that category names
 * @param expiresAt when it need not be kept any longer
 */
@Entity(
        module = "authority",
        table = "revocations",
        tenancy = Tenancy.TENANT,
        unique =
                @Unique(
                        name = "revocations_revoked_id",
                        fields = {"category", "revokedId"}))
public record Revocation(
        @Id UUID id,
        Category category,
        String revokedId,
        Reason reason,
        @Nullable String reasonText,
        String revokedBy,
        Instant revokedAt,
        @Nullable Instant expiresAt,
        @Json @Nullable JsonNode metadata) {

    public static final Field<String> CATEGORY = Field.of("category", String.class);
    public static final Field<String> REVOKED_ID = Field.of("revokedId", String.class);
    public static final Field<Instant> REVOKED_AT = Field.of("revokedAt", Instant.class);

    /** What category can be. */
    public enum Category {
        TOKEN,
        SUBJECT,
        CLIENT,
        KEY
    }

    /** What reason can be. */
    public enum Reason {
        COMPROMISED,
        ROTATED,
        LEFT,
        POLICY,
        OTHER
    }
}
