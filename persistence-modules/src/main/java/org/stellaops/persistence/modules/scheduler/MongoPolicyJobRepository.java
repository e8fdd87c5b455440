// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link PolicyJobRepository} on MongoDB. */
public final class MongoPolicyJobRepository implements PolicyJobRepository {

    private final MongoEntities<PolicyJob> jobs;

    /** The repository of a module's legacy side. */
    public MongoPolicyJobRepository(MongoBackend backend) {
        this.jobs = new MongoEntities<>(backend, EntityType.of(PolicyJob.class));
    }

    @Override
    public List<PolicyJob> claimable(String tenant, Instant now, int limit) {
        return jobs.ofTenant(
                tenant,
                Filters.or(
                        Filters.and(Filters.eq("status", "PENDING"), Filters.lte("availableAt", now)),
                        Filters.and(Filters.eq("status", "RUNNING"), Filters.lt("leaseUntil", now))),
                Sorts.ascending("priority", "availableAt"),
                limit);
    }
}
