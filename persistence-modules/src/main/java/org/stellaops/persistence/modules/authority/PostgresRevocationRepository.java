// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link RevocationRepository} on PostgreSQL. */
public final class PostgresRevocationRepository implements RevocationRepository {

    private static final String IN_FORCE = """
            SELECT r.id
            FROM authority.revocations r
            WHERE r.tenant_id = :tenant
              AND r.revoked_at > :since::timestamptz
              AND (r.expires_at IS NULL OR r.expires_at > :now::timestamptz)
            ORDER BY r.revoked_at, r.id
            LIMIT :limit""";

    private final PostgresEntities<Revocation> revocations;

    /** The repository of a module's target side. */
    public PostgresRevocationRepository(PostgresBackend backend) {
        this.revocations = new PostgresEntities<>(backend, EntityType.of(Revocation.class));
    }

    @Override
    public List<Revocation> inForce(String tenant, Instant since, Instant now, int limit) {
        return revocations.ofTenant(
                tenant, IN_FORCE, Map.of("since", since.toString(), "now", now.toString(), "limit", limit));
    }
}
