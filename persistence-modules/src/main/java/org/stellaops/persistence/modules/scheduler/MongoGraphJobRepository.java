// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link GraphJobRepository} on MongoDB. */
public final class MongoGraphJobRepository implements GraphJobRepository {

    private final MongoEntities<GraphJob> jobs;

    /** The repository of a module's legacy side. */
    public MongoGraphJobRepository(MongoBackend backend) {
        this.jobs = new MongoEntities<>(backend, EntityType.of(GraphJob.class));
    }

    @Override
    public List<GraphJob> claimable(String tenant, Instant now, int limit) {
        return jobs.ofTenant(
                tenant,
                Filters.or(
                        Filters.eq("status", GraphJobQueue.QUEUED),
                        Filters.and(Filters.eq("status", GraphJobQueue.RUNNING), Filters.lt("leaseUntil", now))),
                Sorts.ascending("createdAt"),
                limit);
    }
}
