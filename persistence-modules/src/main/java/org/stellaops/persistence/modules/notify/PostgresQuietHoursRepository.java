// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link QuietHoursRepository} on PostgreSQL. */
public final class PostgresQuietHoursRepository implements QuietHoursRepository {

    private static final String OF_USER_OR_CHANNEL = """
            SELECT q.id
            FROM notify.quiet_hours q
            WHERE q.tenant_id = :tenant
              AND q.enabled
              AND (q.user_id = :user_id OR q.channel_id = :channel_id::uuid)
            ORDER BY q.starts_at, q.id
            LIMIT :limit""";

    private final PostgresEntities<QuietHours> quietHours;

    /** The repository of a module's target side. */
    public PostgresQuietHoursRepository(PostgresBackend backend) {
        this.quietHours = new PostgresEntities<>(backend, EntityType.of(QuietHours.class));
    }

    @Override
    public List<QuietHours> ofUserOrChannel(String tenant, String userId, UUID channelId, int limit) {
        return quietHours.ofTenant(
                tenant,
                OF_USER_OR_CHANNEL,
                Map.of("user_id", userId, "channel_id", channelId.toString(), "limit", limit));
    }
}
