// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ClientRepository} on PostgreSQL. */
public final class PostgresClientRepository implements ClientRepository {

    private static final String ENABLED_FOR = """
            SELECT c.id
            FROM authority.clients c
            WHERE c.tenant_id = :tenant
              AND c.enabled
              AND c.grant_types @> ARRAY[:grant_type::text]
            ORDER BY c.name, c.id
            LIMIT :limit""";

    private final PostgresEntities<Client> clients;

    /** The repository of a module's target side. */
    public PostgresClientRepository(PostgresBackend backend) {
        this.clients = new PostgresEntities<>(backend, EntityType.of(Client.class));
    }

    @Override
    public List<Client> enabledFor(String tenant, String grantType, int limit) {
        return clients.ofTenant(tenant, ENABLED_FOR, Map.of("grant_type", grantType, "limit", limit));
    }
}
