// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link RoleRepository} on MongoDB. */
public final class MongoRoleRepository implements RoleRepository {

    /** Far more than a tenant has. */
    private static final int MOST_ROLES = 10_000;

    private final MongoEntities<User> users;
    private final MongoEntities<Role> roles;

    /** The repository of a module's legacy side. */
    public MongoRoleRepository(MongoBackend backend) {
        this.users = new MongoEntities<>(backend, EntityType.of(User.class));
        this.roles = new MongoEntities<>(backend, EntityType.of(Role.class));
    }

    @Override
    public List<Role> effective(String tenant, UUID userId, Instant now) {
        Set<UUID> granted = users
                .ofTenant(
                        tenant,
                        Filters.and(Filters.eq("_id.id", userId), Filters.eq("status", "ACTIVE")),
                        Sorts.ascending("_id.id"),
                        1)
                .stream()
                .flatMap(it -> it.roles().stream())
                .filter(it -> it.expiresAt() == null || it.expiresAt().isAfter(now))
                .map(User.Grant::roleId)
                .collect(Collectors.toSet());
        return roles.ofTenant(tenant, Filters.in("_id.id", granted), Sorts.ascending("name"), MOST_ROLES);
    }
}
