// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.PostgresEntities;
import org.stellaops.persistence.postgres.PostgresBackend;

/** {@link RuleRepository} on PostgreSQL. */
public final class PostgresRuleRepository implements RuleRepository {

    private static final String MATCHING = """
            SELECT r.id
            FROM notify.rules r
            WHERE r.tenant_id = :tenant
              AND r.enabled
              AND r.event_kinds @> ARRAY[:event_kind::text]
            ORDER BY r.name, r.id
            LIMIT :limit""";

    private static final String SENDING_TO = """
            SELECT r.id
            FROM notify.rules r
            WHERE r.tenant_id = :tenant
              AND EXISTS (
                  SELECT FROM notify.rule_actions a
                  WHERE a.tenant_id = r.tenant_id
                    AND a.parent_id = r.id
                    AND a.channel_id = :channel_id::uuid
              )
            ORDER BY r.name, r.id
            LIMIT :limit""";

    private final PostgresEntities<Rule> rules;

    /** The repository of a module's target side. */
    public PostgresRuleRepository(PostgresBackend backend) {
        this.rules = new PostgresEntities<>(backend, EntityType.of(Rule.class));
    }

    @Override
    public List<Rule> matching(String tenant, String eventKind, int limit) {
        return rules.ofTenant(tenant, MATCHING, Map.of("event_kind", eventKind, "limit", limit));
    }

    @Override
    public List<Rule> sendingTo(String tenant, UUID channelId, int limit) {
        return rules.ofTenant(tenant, SENDING_TO, Map.of("channel_id", channelId.toString(), "limit", limit));
    }
}
