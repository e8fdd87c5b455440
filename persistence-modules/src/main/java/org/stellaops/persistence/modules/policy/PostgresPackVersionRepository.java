// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link PackVersionRepository} on PostgreSQL. */
public final class PostgresPackVersionRepository implements PackVersionRepository {

    private static final String PUBLISHED = """
            SELECT v.id
            FROM policy.pack_versions v
            WHERE v.tenant_id = :tenant
              AND v.pack_id = :pack_id
              AND v.is_published
            ORDER BY v.version DESC, v.id
            LIMIT :limit""";

    private final PostgresEntities<PackVersion> versions;

    /** The repository of a module's target side. */
    public PostgresPackVersionRepository(PostgresBackend backend) {
        this.versions = new PostgresEntities<>(backend, EntityType.of(PackVersion.class));
    }

    @Override
    public List<PackVersion> published(String tenant, String packId, int limit) {
        return versions.ofTenant(tenant, PUBLISHED, Map.of("pack_id", packId, "limit", limit));
    }
}
