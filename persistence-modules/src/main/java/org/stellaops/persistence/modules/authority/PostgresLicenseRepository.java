// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link LicenseRepository} on PostgreSQL. */
public final class PostgresLicenseRepository implements LicenseRepository {

    private static final String IN_FORCE = """
            SELECT l.id
            FROM authority.licenses l
            WHERE l.tenant_id = :tenant
              AND l.status = 'ACTIVE'
              AND l.not_before <= :now::timestamptz
              AND l.expires_at > :now::timestamptz
            ORDER BY l.expires_at, l.id
            LIMIT :limit""";

    private final PostgresEntities<License> licenses;

    /** The repository of a module's target side. */
    public PostgresLicenseRepository(PostgresBackend backend) {
        this.licenses = new PostgresEntities<>(backend, EntityType.of(License.class));
    }

    @Override
    public List<License> inForce(String tenant, Instant now, int limit) {
        return licenses.ofTenant(tenant, IN_FORCE, Map.of("now", now.toString(), "limit", limit));
    }
}
