// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ThrottleConfigRepository} on PostgreSQL. */
public final class PostgresThrottleConfigRepository implements ThrottleConfigRepository {

    private static final String APPLYING = """
            SELECT t.id
            FROM notify.throttle_configs t
            WHERE t.tenant_id = :tenant
              AND t.enabled
              AND (t.channel_id IS NULL OR t.channel_id = :channel_id::uuid)
              AND (t.event_kind IS NULL OR t.event_kind = :event_kind)
            ORDER BY t.name, t.id
            LIMIT :limit""";

    private final PostgresEntities<ThrottleConfig> throttles;

    /** The repository of a module's target side. */
    public PostgresThrottleConfigRepository(PostgresBackend backend) {
        this.throttles = new PostgresEntities<>(backend, EntityType.of(ThrottleConfig.class));
    }

    @Override
    public List<ThrottleConfig> applying(String tenant, UUID channelId, String eventKind, int limit) {
        return throttles.ofTenant(
                tenant, APPLYING, Map.of("channel_id", channelId.toString(), "event_kind", eventKind, "limit", limit));
    }
}
