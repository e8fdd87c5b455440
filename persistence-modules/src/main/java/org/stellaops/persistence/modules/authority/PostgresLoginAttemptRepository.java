// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link LoginAttemptRepository} on PostgreSQL. */
public final class PostgresLoginAttemptRepository implements LoginAttemptRepository {

    private static final String FAILURES = """
            SELECT a.id
            FROM authority.login_attempts a
            WHERE a.tenant_id = :tenant
              AND a.user_name = :user_name
              AND a.outcome <> 'SUCCESS'
              AND a.occurred_at > :since::timestamptz
            ORDER BY a.occurred_at DESC, a.id
            LIMIT :limit""";

    private final PostgresEntities<LoginAttempt> attempts;

    /** The repository of a module's target side. */
    public PostgresLoginAttemptRepository(PostgresBackend backend) {
        this.attempts = new PostgresEntities<>(backend, EntityType.of(LoginAttempt.class));
    }

    @Override
    public List<LoginAttempt> failures(String tenant, String userName, Instant since, int limit) {
        return attempts.ofTenant(
                tenant, FAILURES, Map.of("user_name", userName, "since", since.toString(), "limit", limit));
    }
}
