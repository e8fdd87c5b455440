// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link MaintenanceWindowRepository} on PostgreSQL. */
public final class PostgresMaintenanceWindowRepository implements MaintenanceWindowRepository {

    private static final String AT = """
            SELECT w.id
            FROM notify.maintenance_windows w
            WHERE w.tenant_id = :tenant
              AND w.status <> 'CANCELLED'
              AND w.starts_at <= :now::timestamptz
              AND w.ends_at > :now::timestamptz
            ORDER BY w.ends_at, w.id
            LIMIT :limit""";

    private final PostgresEntities<MaintenanceWindow> windows;

    /** The repository of a module's target side. */
    public PostgresMaintenanceWindowRepository(PostgresBackend backend) {
        this.windows = new PostgresEntities<>(backend, EntityType.of(MaintenanceWindow.class));
    }

    @Override
    public List<MaintenanceWindow> at(String tenant, Instant now, int limit) {
        return windows.ofTenant(tenant, AT, Map.of("now", now.toString(), "limit", limit));
    }
}
