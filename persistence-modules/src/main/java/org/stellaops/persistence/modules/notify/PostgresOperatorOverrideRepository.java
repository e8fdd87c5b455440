// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link OperatorOverrideRepository} on PostgreSQL. */
public final class PostgresOperatorOverrideRepository implements OperatorOverrideRepository {

    private static final String IN_FORCE = """
            SELECT o.id
            FROM notify.operator_overrides o
            WHERE o.tenant_id = :tenant
              AND o.expires_at > :now::timestamptz
            ORDER BY o.expires_at, o.id
            LIMIT :limit""";

    private final PostgresEntities<OperatorOverride> overrides;

    /** The repository of a module's target side. */
    public PostgresOperatorOverrideRepository(PostgresBackend backend) {
        this.overrides = new PostgresEntities<>(backend, EntityType.of(OperatorOverride.class));
    }

    @Override
    public List<OperatorOverride> inForce(String tenant, Instant now, int limit) {
        return overrides.ofTenant(tenant, IN_FORCE, Map.of("now", now.toString(), "limit", limit));
    }
}
