// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link ConsensusRepository} on PostgreSQL. */
public final class PostgresConsensusRepository implements ConsensusRepository {

    private static final String DISPUTED = """
            SELECT c.id
            FROM vex.consensus c
            WHERE c.tenant_id = :tenant
              AND c.status = 'DIVERGENT'
              AND c.calculated_at > :since::timestamptz
            ORDER BY c.calculated_at DESC, c.id
            LIMIT :limit""";

    private final PostgresEntities<Consensus> consensus;

    /** The repository of a module's target side. */
    public PostgresConsensusRepository(PostgresBackend backend) {
        this.consensus = new PostgresEntities<>(backend, EntityType.of(Consensus.class));
    }

    @Override
    public List<Consensus> disputed(String tenant, Instant since, int limit) {
        return consensus.ofTenant(tenant, DISPUTED, Map.of("since", since.toString(), "limit", limit));
    }
}
