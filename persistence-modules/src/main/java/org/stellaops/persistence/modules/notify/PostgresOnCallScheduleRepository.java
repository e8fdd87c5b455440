// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link OnCallScheduleRepository} on PostgreSQL. */
public final class PostgresOnCallScheduleRepository implements OnCallScheduleRepository {

    private static final String CALLING_ON = """
            SELECT s.id
            FROM notify.on_call_schedules s
            WHERE s.tenant_id = :tenant
              AND s.enabled
              AND EXISTS (
                  SELECT FROM notify.on_call_participants p
                  WHERE p.tenant_id = s.tenant_id
                    AND p.parent_id = s.id
                    AND p.user_id = :user_id
                    AND p.starts_at <= :now::timestamptz
                    AND (p.ends_at IS NULL OR p.ends_at > :now::timestamptz)
              )
            ORDER BY s.name, s.id
            LIMIT :limit""";

    private final PostgresEntities<OnCallSchedule> schedules;

    /** The repository of a module's target side. */
    public PostgresOnCallScheduleRepository(PostgresBackend backend) {
        this.schedules = new PostgresEntities<>(backend, EntityType.of(OnCallSchedule.class));
    }

    @Override
    public List<OnCallSchedule> callingOn(String tenant, String userId, Instant now, int limit) {
        return schedules.ofTenant(tenant, CALLING_ON, Map.of("user_id", userId, "now", now.toString(), "limit", limit));
    }
}
