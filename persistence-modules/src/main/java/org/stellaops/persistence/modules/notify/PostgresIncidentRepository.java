// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link IncidentRepository} on PostgreSQL. */
public final class PostgresIncidentRepository implements IncidentRepository {

    private static final String UNRESOLVED = """
            SELECT i.id
            FROM notify.incidents i
            WHERE i.tenant_id = :tenant
              AND i.status IN ('OPEN', 'ACKNOWLEDGED')
            ORDER BY i.opened_at DESC, i.id
            LIMIT :limit""";

    private final PostgresEntities<Incident> incidents;

    /** The repository of a module's target side. */
    public PostgresIncidentRepository(PostgresBackend backend) {
        this.incidents = new PostgresEntities<>(backend, EntityType.of(Incident.class));
    }

    @Override
    public List<Incident> unresolved(String tenant, int limit) {
        return incidents.ofTenant(tenant, UNRESOLVED, Map.of("limit", limit));
    }
}
