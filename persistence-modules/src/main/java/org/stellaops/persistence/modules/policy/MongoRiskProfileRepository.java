// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link RiskProfileRepository} on MongoDB. */
public final class MongoRiskProfileRepository implements RiskProfileRepository {

    private final MongoEntities<RiskProfile> profiles;

    /** The repository of a module's legacy side. */
    public MongoRiskProfileRepository(MongoBackend backend) {
        this.profiles = new MongoEntities<>(backend, EntityType.of(RiskProfile.class));
    }

    @Override
    public List<RiskProfile> active(String tenant, String projectId, int limit) {
        return profiles.ofTenant(
                tenant,
                Filters.and(Filters.eq("isActive", true), Filters.in("projectId", null, projectId)),
                Sorts.orderBy(Sorts.ascending("name"), Sorts.descending("version")),
                limit);
    }
}
