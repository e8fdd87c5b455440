// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ScheduleRepository} on PostgreSQL. */
public final class PostgresScheduleRepository implements ScheduleRepository {

    private static final String DUE = """
            SELECT s.id
            FROM scheduler.schedules s
            WHERE s.tenant_id = :tenant
              AND s.enabled
              AND s.deleted_at IS NULL
              AND s.next_fire_at <= :now::timestamptz
            ORDER BY s.next_fire_at, s.id
            LIMIT :limit""";

    private final PostgresEntities<Schedule> schedules;

    /** The repository of a module's target side. */
    public PostgresScheduleRepository(PostgresBackend backend) {
        this.schedules = new PostgresEntities<>(backend, EntityType.of(Schedule.class));
    }

    @Override
    public List<Schedule> due(String tenant, Instant now, int limit) {
        return schedules.ofTenant(tenant, DUE, Map.of("now", now.toString(), "limit", limit));
    }
}
