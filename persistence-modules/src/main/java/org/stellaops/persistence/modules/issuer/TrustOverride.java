// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * How much an issuer counts for one tenant.
 *
 * @param id unique within the tenant
 */
@Entity(
        module = "issuer",
        table = "trust_overrides",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "trust_overrides_issuer_id", fields = "issuerId"))
public record TrustOverride(
        @Id UUID id,
        String issuerId,
        double weight,
        String reason,
        @Nullable Instant expiresAt,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> ISSUER_ID = Field.of("issuerId", String.class);
}
