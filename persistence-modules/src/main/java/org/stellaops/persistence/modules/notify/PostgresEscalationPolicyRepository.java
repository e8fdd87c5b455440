// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link EscalationPolicyRepository} on PostgreSQL. */
public final class PostgresEscalationPolicyRepository implements EscalationPolicyRepository {

    private static final String ENABLED = """
            SELECT p.id
            FROM notify.escalation_policies p
            WHERE p.tenant_id = :tenant
              AND p.enabled
              AND EXISTS (
                  SELECT FROM notify.escalation_steps s
                  WHERE s.tenant_id = p.tenant_id
                    AND s.parent_id = p.id
                    AND s.delay_minutes <= :minutes
              )
            ORDER BY p.name, p.id
            LIMIT :limit""";

    private final PostgresEntities<EscalationPolicy> policies;

    /** The repository of a module's target side. */
    public PostgresEscalationPolicyRepository(PostgresBackend backend) {
        this.policies = new PostgresEntities<>(backend, EntityType.of(EscalationPolicy.class));
    }

    @Override
    public List<EscalationPolicy> enabled(String tenant, int minutes, int limit) {
        return policies.ofTenant(tenant, ENABLED, Map.of("minutes", minutes, "limit", limit));
    }
}
