// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link OperatorOverrideRepository} on MongoDB. */
public final class MongoOperatorOverrideRepository implements OperatorOverrideRepository {

    private final MongoEntities<OperatorOverride> overrides;

    /** The repository of a module's legacy side. */
    public MongoOperatorOverrideRepository(MongoBackend backend) {
        this.overrides = new MongoEntities<>(backend, EntityType.of(OperatorOverride.class));
    }

    @Override
    public List<OperatorOverride> inForce(String tenant, Instant now, int limit) {
        return overrides.ofTenant(tenant, Filters.gt("expiresAt", now), Sorts.ascending("expiresAt"), limit);
    }
}
