// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link DigestRepository} on PostgreSQL. */
public final class PostgresDigestRepository implements DigestRepository {

    private static final String DUE = """
            SELECT d.id
            FROM notify.digests d
            WHERE d.tenant_id = :tenant
              AND d.status = 'OPEN'
              AND d.flush_at <= :now::timestamptz
            ORDER BY d.flush_at, d.id
            LIMIT :limit""";

    private final PostgresEntities<Digest> digests;

    /** The repository of a module's target side. */
    public PostgresDigestRepository(PostgresBackend backend) {
        this.digests = new PostgresEntities<>(backend, EntityType.of(Digest.class));
    }

    @Override
    public List<Digest> due(String tenant, Instant now, int limit) {
        return digests.ofTenant(tenant, DUE, Map.of("now", now.toString(), "limit", limit));
    }
}
