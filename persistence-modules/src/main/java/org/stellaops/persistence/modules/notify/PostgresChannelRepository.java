// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ChannelRepository} on PostgreSQL. */
public final class PostgresChannelRepository implements ChannelRepository {

    private static final String ENABLED = """
            SELECT c.id
            FROM notify.channels c
            WHERE c.tenant_id = :tenant
              AND c.kind = :kind
              AND c.enabled
            ORDER BY c.created_at DESC, c.id
            LIMIT :limit""";

    private final PostgresEntities<Channel> channels;

    /** The repository of a module's target side. */
    public PostgresChannelRepository(PostgresBackend backend) {
        this.channels = new PostgresEntities<>(backend, EntityType.of(Channel.class));
    }

    @Override
    public List<Channel> enabled(String tenant, Channel.Kind kind, int limit) {
        return channels.ofTenant(tenant, ENABLED, Map.of("kind", kind.name(), "limit", limit));
    }
}
