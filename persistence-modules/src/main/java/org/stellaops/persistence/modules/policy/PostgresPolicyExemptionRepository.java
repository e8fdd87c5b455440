// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link PolicyExemptionRepository} on PostgreSQL. */
public final class PostgresPolicyExemptionRepository implements PolicyExemptionRepository {

    private static final String IN_FORCE = """
            SELECT e.id
            FROM policy.exceptions e
            WHERE e.tenant_id = :tenant
              AND e.status = 'ACTIVE'
              AND (e.project_id IS NULL OR e.project_id = :project_id)
              AND (e.expires_at IS NULL OR e.expires_at > :now::timestamptz)
            ORDER BY e.created_at DESC, e.id
            LIMIT :limit""";

    private final PostgresEntities<PolicyExemption> exemptions;

    /** The repository of a module's target side. */
    public PostgresPolicyExemptionRepository(PostgresBackend backend) {
        this.exemptions = new PostgresEntities<>(backend, EntityType.of(PolicyExemption.class));
    }

    @Override
    public List<PolicyExemption> inForce(String tenant, String projectId, Instant now, int limit) {
        return exemptions.ofTenant(
                tenant, IN_FORCE, Map.of("project_id", projectId, "now", now.toString(), "limit", limit));
    }
}
