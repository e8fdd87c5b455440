// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link RuleRepository} on MongoDB. */
public final class MongoRuleRepository implements RuleRepository {

    private final MongoEntities<Rule> rules;

    /** The repository of a module's legacy side. */
    public MongoRuleRepository(MongoBackend backend) {
        this.rules = new MongoEntities<>(backend, EntityType.of(Rule.class));
    }

    @Override
    public List<Rule> matching(String tenant, String eventKind, int limit) {
        return rules.ofTenant(
                tenant,
                Filters.and(Filters.eq("enabled", true), Filters.eq("eventKinds", eventKind)),
                Sorts.ascending("name"),
                limit);
    }

    @Override
    public List<Rule> sendingTo(String tenant, UUID channelId, int limit) {
        return rules.ofTenant(tenant, Filters.eq("actions.channelId", channelId), Sorts.ascending("name"), limit);
    }
}
