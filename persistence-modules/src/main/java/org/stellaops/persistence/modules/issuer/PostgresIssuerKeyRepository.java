// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link IssuerKeyRepository} on PostgreSQL. */
public final class PostgresIssuerKeyRepository implements IssuerKeyRepository {

    private static final String USABLE = """
            SELECT k.id
            FROM issuer.issuer_keys k
            WHERE k.issuer_id = :issuer_id
              AND k.status = 'ACTIVE'
              AND k.valid_from <= :now::timestamptz
              AND (k.expires_at IS NULL OR k.expires_at > :now::timestamptz)
            ORDER BY k.valid_from DESC, k.id
            LIMIT :limit""";

    private static final String EXPIRING = """
            SELECT k.id
            FROM issuer.issuer_keys k
            WHERE k.status = 'ACTIVE'
              AND k.expires_at <= :by::timestamptz
            ORDER BY k.expires_at, k.id
            LIMIT :limit""";

    private final PostgresEntities<IssuerKey> keys;

    /** The repository of a module's target side. */
    public PostgresIssuerKeyRepository(PostgresBackend backend) {
        this.keys = new PostgresEntities<>(backend, EntityType.of(IssuerKey.class));
    }

    @Override
    public List<IssuerKey> usable(String issuerId, Instant now, int limit) {
        return keys.global(USABLE, Map.of("issuer_id", issuerId, "now", now.toString(), "limit", limit));
    }

    @Override
    public List<IssuerKey> expiring(Instant by, int limit) {
        return keys.global(EXPIRING, Map.of("by", by.toString(), "limit", limit));
    }
}
