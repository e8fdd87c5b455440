// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ServiceAccountRepository} on PostgreSQL. */
public final class PostgresServiceAccountRepository implements ServiceAccountRepository {

    private static final String USABLE = """
            SELECT a.id
            FROM authority.service_accounts a
            WHERE a.tenant_id = :tenant
              AND a.status = 'ACTIVE'
              AND a.allowed_scopes @> ARRAY[:scope::text]
              AND (a.expires_at IS NULL OR a.expires_at > :now::timestamptz)
            ORDER BY a.name, a.id
            LIMIT :limit""";

    private final PostgresEntities<ServiceAccount> accounts;

    /** The repository of a module's target side. */
    public PostgresServiceAccountRepository(PostgresBackend backend) {
        this.accounts = new PostgresEntities<>(backend, EntityType.of(ServiceAccount.class));
    }

    @Override
    public List<ServiceAccount> usable(String tenant, String scope, Instant now, int limit) {
        return accounts.ofTenant(tenant, USABLE, Map.of("scope", scope, "now", now.toString(), "limit", limit));
    }
}
