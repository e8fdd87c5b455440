// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link RunRepository} on PostgreSQL. */
public final class PostgresRunRepository implements RunRepository {

    private static final String UNFINISHED = """
            SELECT r.id
            FROM scheduler.runs r
            WHERE r.tenant_id = :tenant
              AND r.state IN ('PLANNING', 'QUEUED', 'RUNNING')
              AND r.deleted_at IS NULL
            ORDER BY r.created_at, r.id
            LIMIT :limit""";

    private final PostgresEntities<Run> runs;

    /** The repository of a module's target side. */
    public PostgresRunRepository(PostgresBackend backend) {
        this.runs = new PostgresEntities<>(backend, EntityType.of(Run.class));
    }

    @Override
    public List<Run> unfinished(String tenant, int limit) {
        return runs.ofTenant(tenant, UNFINISHED, Map.of("limit", limit));
    }
}
