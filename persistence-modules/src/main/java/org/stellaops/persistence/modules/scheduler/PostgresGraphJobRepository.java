// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link GraphJobRepository} on PostgreSQL. */
public final class PostgresGraphJobRepository implements GraphJobRepository {

    private static final String CLAIMABLE = """
            SELECT j.id
            FROM scheduler.graph_jobs j
            WHERE j.tenant_id = :tenant
              AND j.status IN (0, 1)
              AND (j.status = 0 OR j.lease_until < :now::timestamptz)
            ORDER BY j.created_at, j.id
            LIMIT :limit""";

    private final PostgresEntities<GraphJob> jobs;

    /** The repository of a module's target side. */
    public PostgresGraphJobRepository(PostgresBackend backend) {
        this.jobs = new PostgresEntities<>(backend, EntityType.of(GraphJob.class));
    }

    @Override
    public List<GraphJob> claimable(String tenant, Instant now, int limit) {
        return jobs.ofTenant(tenant, CLAIMABLE, Map.of("now", now.toString(), "limit", limit));
    }
}
