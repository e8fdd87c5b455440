// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * A machine that can log in.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param ownerUserId the user who answers for it
 */
@Entity(
        module = "authority",
        table = "service_accounts",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "service_accounts_name", fields = "name"))
public record ServiceAccount(
        @Id UUID id,
        String name,
        @Nullable String description,
        Status status,
        @Nullable UUID ownerUserId,
        List<String> allowedScopes,
        @Nullable String credentialHash,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);
    public static final Field<UUID> OWNER_USER_ID = Field.of("ownerUserId", UUID.class);

    /** What status can be. */
    public enum Status {
        ACTIVE,
        DISABLED
    }
}
