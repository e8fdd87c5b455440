// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

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
 * A person who can log in.
 *
 * @param id unique within the tenant
 * @param userName login name, unique within the tenant
 * @param passwordHash in the PHC string format; absent for users of an external identity provider
 * @param failedLogins failed logins since the last success
 * @param attributes claims from the identity provider
 * @param roles the roles of a user. A role can be deleted before the users that held it, so there is no foreign
 *     key
 */
@Entity(
        module = "authority",
        table = "users",
        tenancy = Tenancy.TENANT,
        unique = {
            @Unique(name = "users_user_name", fields = "userName"),
            @Unique(name = "users_email", fields = "email")
        })
public record User(
        @Id UUID id,
        String userName,
        @Nullable String email,
        @Nullable String displayName,
        Status status,
        @Nullable String passwordHash,
        @Nullable Instant passwordChangedAt,
        boolean mfaEnabled,
        int failedLogins,
        @Nullable Instant lockedUntil,
        @Nullable Instant lastLoginAt,
        @Json JsonNode attributes,
        @Child(table = "user_roles") List<Grant> roles,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> USER_NAME = Field.of("userName", String.class);
    public static final Field<String> EMAIL = Field.of("email", String.class);
    public static final Field<String> STATUS = Field.of("status", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);

    /** What status can be. */
    public enum Status {
        ACTIVE,
        LOCKED,
        DISABLED
    }

    /**
     * The roles of a user. A role can be deleted before the users that held it, so there is no foreign key.
     *
     * @param roleId id of the role
     */
    public record Grant(
            UUID roleId,
            String grantedBy,
            Instant grantedAt,
            @Nullable Instant expiresAt) {}
}
