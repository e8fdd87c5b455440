// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link RiskProfileRepository} on PostgreSQL. */
public final class PostgresRiskProfileRepository implements RiskProfileRepository {

    private static final String ACTIVE = """
            SELECT p.id
            FROM policy.risk_profiles p
            WHERE p.tenant_id = :tenant
              AND p.is_active
              AND (p.project_id IS NULL OR p.project_id = :project_id)
            ORDER BY p.name, p.version DESC, p.id
            LIMIT :limit""";

    private final PostgresEntities<RiskProfile> profiles;

    /** The repository of a module's target side. */
    public PostgresRiskProfileRepository(PostgresBackend backend) {
        this.profiles = new PostgresEntities<>(backend, EntityType.of(RiskProfile.class));
    }

    @Override
    public List<RiskProfile> active(String tenant, String projectId, int limit) {
        return profiles.ofTenant(tenant, ACTIVE, Map.of("project_id", projectId, "limit", limit));
    }
}
