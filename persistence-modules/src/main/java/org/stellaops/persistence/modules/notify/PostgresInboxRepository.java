// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link InboxRepository} on PostgreSQL. */
public final class PostgresInboxRepository implements InboxRepository {

    private static final String UNREAD = """
            SELECT m.id
            FROM notify.inbox m
            WHERE m.tenant_id = :tenant
              AND m.user_id = :user
              AND NOT m.is_read
              AND NOT m.archived
            ORDER BY m.created_at DESC, m.id
            LIMIT :limit""";

    private final PostgresEntities<InboxMessage> inbox;

    /** The repository of a module's target side. */
    public PostgresInboxRepository(PostgresBackend backend) {
        this.inbox = new PostgresEntities<>(backend, EntityType.of(InboxMessage.class));
    }

    @Override
    public List<InboxMessage> unread(String tenant, String userId, int limit) {
        return inbox.ofTenant(tenant, UNREAD, Map.of("user", userId, "limit", limit));
    }
}
