// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link RoleRepository} on PostgreSQL. */
public final class PostgresRoleRepository implements RoleRepository {

    private static final String EFFECTIVE = """
            SELECT r.id
            FROM authority.roles r
            WHERE r.tenant_id = :tenant
              AND EXISTS (
                  SELECT FROM authority.user_roles g
                  JOIN authority.users u ON u.tenant_id = g.tenant_id AND u.id = g.parent_id
                  WHERE g.tenant_id = r.tenant_id
                    AND g.role_id = r.id
                    AND u.id = :user::uuid
                    AND u.status = 'ACTIVE'
                    AND (g.expires_at IS NULL OR g.expires_at > :now::timestamptz)
              )
            ORDER BY r.name, r.id""";

    private final PostgresEntities<Role> roles;

    /** The repository of a module's target side. */
    public PostgresRoleRepository(PostgresBackend backend) {
        this.roles = new PostgresEntities<>(backend, EntityType.of(Role.class));
    }

    @Override
    public List<Role> effective(String tenant, UUID userId, Instant now) {
        return roles.ofTenant(tenant, EFFECTIVE, Map.of("user", userId.toString(), "now", now.toString()));
    }
}
