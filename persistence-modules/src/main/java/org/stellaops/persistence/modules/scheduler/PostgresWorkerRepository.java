// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link WorkerRepository} on PostgreSQL. */
public final class PostgresWorkerRepository implements WorkerRepository {

    private static final String SILENT_SINCE = """
            SELECT w.id
            FROM scheduler.workers w
            WHERE w.status <> 'STOPPED'
              AND w.last_heartbeat_at < :moment::timestamptz
            ORDER BY w.last_heartbeat_at, w.id
            LIMIT :limit""";

    private final PostgresEntities<Worker> workers;

    /** The repository of a module's target side. */
    public PostgresWorkerRepository(PostgresBackend backend) {
        this.workers = new PostgresEntities<>(backend, EntityType.of(Worker.class));
    }

    @Override
    public List<Worker> silentSince(Instant moment, int limit) {
        return workers.global(SILENT_SINCE, Map.of("moment", moment.toString(), "limit", limit));
    }
}
