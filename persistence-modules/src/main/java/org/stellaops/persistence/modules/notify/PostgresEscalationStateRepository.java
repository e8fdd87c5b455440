// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link EscalationStateRepository} on PostgreSQL. */
public final class PostgresEscalationStateRepository implements EscalationStateRepository {

    private static final String DUE = """
            SELECT e.id
            FROM notify.escalation_states e
            WHERE e.tenant_id = :tenant
              AND e.status = 'ACTIVE'
              AND e.next_escalation_at <= :now::timestamptz
            ORDER BY e.next_escalation_at, e.id
            LIMIT :limit""";

    private final PostgresEntities<EscalationState> states;

    /** The repository of a module's target side. */
    public PostgresEscalationStateRepository(PostgresBackend backend) {
        this.states = new PostgresEntities<>(backend, EntityType.of(EscalationState.class));
    }

    @Override
    public List<EscalationState> due(String tenant, Instant now, int limit) {
        return states.ofTenant(tenant, DUE, Map.of("now", now.toString(), "limit", limit));
    }
}
