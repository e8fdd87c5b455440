// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link PolicyExemptionRepository} on MongoDB. */
public final class MongoPolicyExemptionRepository implements PolicyExemptionRepository {

    private final MongoEntities<PolicyExemption> exemptions;

    /** The repository of a module's legacy side. */
    public MongoPolicyExemptionRepository(MongoBackend backend) {
        this.exemptions = new MongoEntities<>(backend, EntityType.of(PolicyExemption.class));
    }

    @Override
    public List<PolicyExemption> inForce(String tenant, String projectId, Instant now, int limit) {
        return exemptions.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("status", "ACTIVE"),
                        Filters.in("projectId", null, projectId),
                        Filters.or(Filters.eq("expiresAt", null), Filters.gt("expiresAt", now))),
                Sorts.descending("createdAt"),
                limit);
    }
}
