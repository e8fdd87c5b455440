// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link EscalationStateRepository} on MongoDB. */
public final class MongoEscalationStateRepository implements EscalationStateRepository {

    private final MongoEntities<EscalationState> states;

    /** The repository of a module's legacy side. */
    public MongoEscalationStateRepository(MongoBackend backend) {
        this.states = new MongoEntities<>(backend, EntityType.of(EscalationState.class));
    }

    @Override
    public List<EscalationState> due(String tenant, Instant now, int limit) {
        return states.ofTenant(
                tenant,
                Filters.and(Filters.eq("status", "ACTIVE"), Filters.lte("nextEscalationAt", now)),
                Sorts.ascending("nextEscalationAt"),
                limit);
    }
}
