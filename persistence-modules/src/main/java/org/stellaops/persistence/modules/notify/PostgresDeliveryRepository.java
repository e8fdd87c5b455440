// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link DeliveryRepository} on PostgreSQL. */
public final class PostgresDeliveryRepository implements DeliveryRepository {

    private static final String PENDING = """
            SELECT d.id
            FROM notify.deliveries d
            WHERE d.tenant_id = :tenant
              AND d.status = 'PENDING'
              AND d.next_attempt_at <= :now::timestamptz
            ORDER BY d.next_attempt_at, d.id
            LIMIT :limit""";

    private final PostgresEntities<Delivery> deliveries;

    /** The repository of a module's target side. */
    public PostgresDeliveryRepository(PostgresBackend backend) {
        this.deliveries = new PostgresEntities<>(backend, EntityType.of(Delivery.class));
    }

    @Override
    public List<Delivery> pending(String tenant, Instant now, int limit) {
        return deliveries.ofTenant(tenant, PENDING, Map.of("now", now.toString(), "limit", limit));
    }
}
