// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link StatementRepository} on PostgreSQL. */
public final class PostgresStatementRepository implements StatementRepository {

    private static final String ACTIVE = """
            SELECT s.id
            FROM vex.statements s
            WHERE s.tenant_id = :tenant
              AND s.vulnerability_id = :vulnerability
              AND s.is_active
            ORDER BY s.product_id, s.id
            LIMIT :limit""";

    private final PostgresEntities<Statement> statements;

    /** The repository of a module's target side. */
    public PostgresStatementRepository(PostgresBackend backend) {
        this.statements = new PostgresEntities<>(backend, EntityType.of(Statement.class));
    }

    @Override
    public List<Statement> active(String tenant, String vulnerabilityId, int limit) {
        return statements.ofTenant(tenant, ACTIVE, Map.of("vulnerability", vulnerabilityId, "limit", limit));
    }
}
