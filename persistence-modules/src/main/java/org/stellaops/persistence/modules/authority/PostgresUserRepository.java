// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link UserRepository} on PostgreSQL. */
public final class PostgresUserRepository implements UserRepository {

    private static final String BY_LOGIN = """
            SELECT u.id
            FROM authority.users u
            WHERE u.tenant_id = :tenant
              AND (u.user_name = :login OR u.email = :login)
            ORDER BY u.user_name, u.id
            LIMIT :limit""";

    private static final String HOLDING = """
            SELECT u.id
            FROM authority.users u
            WHERE u.tenant_id = :tenant
              AND EXISTS (
                  SELECT FROM authority.user_roles g
                  WHERE g.tenant_id = u.tenant_id
                    AND g.parent_id = u.id
                    AND g.role_id = :role_id::uuid
                    AND (g.expires_at IS NULL OR g.expires_at > :now::timestamptz)
              )
            ORDER BY u.user_name, u.id
            LIMIT :limit""";

    private final PostgresEntities<User> users;

    /** The repository of a module's target side. */
    public PostgresUserRepository(PostgresBackend backend) {
        this.users = new PostgresEntities<>(backend, EntityType.of(User.class));
    }

    @Override
    public List<User> byLogin(String tenant, String login, int limit) {
        return users.ofTenant(tenant, BY_LOGIN, Map.of("login", login, "limit", limit));
    }

    @Override
    public List<User> holding(String tenant, UUID roleId, Instant now, int limit) {
        return users.ofTenant(
                tenant, HOLDING, Map.of("role_id", roleId.toString(), "now", now.toString(), "limit", limit));
    }
}
