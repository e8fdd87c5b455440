// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link PolicyJobRepository} on PostgreSQL. */
public final class PostgresPolicyJobRepository implements PolicyJobRepository {

    private static final String CLAIMABLE = """
            SELECT j.id
            FROM scheduler.policy_jobs j
            WHERE j.tenant_id = :tenant
              AND j.status IN ('PENDING', 'RUNNING')
              AND (
                  (j.status = 'PENDING' AND j.available_at <= :now::timestamptz)
                  OR (j.status = 'RUNNING' AND j.lease_until < :now::timestamptz)
              )
            ORDER BY j.priority, j.available_at, j.id
            LIMIT :limit""";

    private final PostgresEntities<PolicyJob> jobs;

    /** The repository of a module's target side. */
    public PostgresPolicyJobRepository(PostgresBackend backend) {
        this.jobs = new PostgresEntities<>(backend, EntityType.of(PolicyJob.class));
    }

    @Override
    public List<PolicyJob> claimable(String tenant, Instant now, int limit) {
        return jobs.ofTenant(tenant, CLAIMABLE, Map.of("now", now.toString(), "limit", limit));
    }
}
