// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link AuditEventRepository} on PostgreSQL. */
public final class PostgresAuditEventRepository implements AuditEventRepository {

    private static final String OF = """
            SELECT e.id
            FROM audit.events e
            WHERE e.tenant_id = :tenant
              AND e.entity_type = :entity_type
              AND e.entity_id = :entity_id
            ORDER BY e.event_number DESC, e.id
            LIMIT :limit""";

    private final PostgresEntities<AuditEvent> events;

    /** The repository of a module's target side. */
    public PostgresAuditEventRepository(PostgresBackend backend) {
        this.events = new PostgresEntities<>(backend, EntityType.of(AuditEvent.class));
    }

    @Override
    public List<AuditEvent> of(String tenant, String entityType, String entityId, int limit) {
        return events.ofTenant(tenant, OF, Map.of("entity_type", entityType, "entity_id", entityId, "limit", limit));
    }
}
