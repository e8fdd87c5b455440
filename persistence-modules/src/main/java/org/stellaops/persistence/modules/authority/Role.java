// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * A named set of scopes.
 *
 * @param id unique within the tenant
 * @param name unique within the tenant
 * @param builtIn whether it ships with the product and cannot be edited
 * @param scopes the scopes of a role
 */
@Entity(
        module = "authority",
        table = "roles",
        tenancy = Tenancy.TENANT,
        unique = @Unique(name = "roles_name", fields = "name"))
public record Role(
        @Id UUID id,
        String name,
        @Nullable String description,
        boolean builtIn,
        @Child(table = "role_scopes") List<String> scopes,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> NAME = Field.of("name", String.class);
}
