// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link TenantRepository} on PostgreSQL. */
public final class PostgresTenantRepository implements TenantRepository {

    private static final String WITH_STATUS = """
            SELECT t.id
            FROM authority.tenants t
            WHERE t.status = :status
            ORDER BY t.id
            LIMIT :limit""";

    private final PostgresEntities<Tenant> tenants;

    /** The repository of a module's target side. */
    public PostgresTenantRepository(PostgresBackend backend) {
        this.tenants = new PostgresEntities<>(backend, EntityType.of(Tenant.class));
    }

    @Override
    public List<Tenant> withStatus(Tenant.Status status, int limit) {
        return tenants.global(WITH_STATUS, Map.of("status", status.name(), "limit", limit));
    }
}
