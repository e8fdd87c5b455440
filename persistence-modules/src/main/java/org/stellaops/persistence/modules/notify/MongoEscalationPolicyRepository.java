// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link EscalationPolicyRepository} on MongoDB. */
public final class MongoEscalationPolicyRepository implements EscalationPolicyRepository {

    private final MongoEntities<EscalationPolicy> policies;

    /** The repository of a module's legacy side. */
    public MongoEscalationPolicyRepository(MongoBackend backend) {
        this.policies = new MongoEntities<>(backend, EntityType.of(EscalationPolicy.class));
    }

    @Override
    public List<EscalationPolicy> enabled(String tenant, int minutes, int limit) {
        return policies.ofTenant(
                tenant,
                Filters.and(Filters.eq("enabled", true), Filters.lte("steps.delayMinutes", minutes)),
                Sorts.ascending("name"),
                limit);
    }
}
