// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link TokenRepository} on PostgreSQL. */
public final class PostgresTokenRepository implements TokenRepository {

    private static final String VALID = """
            SELECT t.id
            FROM authority.tokens t
            WHERE t.tenant_id = :tenant
              AND t.subject_id = :subject_id
              AND t.status = 'VALID'
              AND t.expires_at > :now::timestamptz
            ORDER BY t.issued_at DESC, t.id
            LIMIT :limit""";

    private static final String EXPIRED = """
            SELECT t.id
            FROM authority.tokens t
            WHERE t.tenant_id = :tenant
              AND t.status = 'VALID'
              AND t.expires_at <= :now::timestamptz
            ORDER BY t.expires_at, t.id
            LIMIT :limit""";

    private final PostgresEntities<Token> tokens;

    /** The repository of a module's target side. */
    public PostgresTokenRepository(PostgresBackend backend) {
        this.tokens = new PostgresEntities<>(backend, EntityType.of(Token.class));
    }

    @Override
    public List<Token> valid(String tenant, String subjectId, Instant now, int limit) {
        return tokens.ofTenant(tenant, VALID, Map.of("subject_id", subjectId, "now", now.toString(), "limit", limit));
    }

    @Override
    public List<Token> expired(String tenant, Instant now, int limit) {
        return tokens.ofTenant(tenant, EXPIRED, Map.of("now", now.toString(), "limit", limit));
    }
}
