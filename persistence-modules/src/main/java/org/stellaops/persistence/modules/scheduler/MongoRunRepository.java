// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link RunRepository} on MongoDB. */
public final class MongoRunRepository implements RunRepository {

    private final MongoEntities<Run> runs;

    /** The repository of a module's legacy side. */
    public MongoRunRepository(MongoBackend backend) {
        this.runs = new MongoEntities<>(backend, EntityType.of(Run.class));
    }

    @Override
    public List<Run> unfinished(String tenant, int limit) {
        return runs.ofTenant(
                tenant,
                Filters.and(Filters.in("state", "PLANNING", "QUEUED", "RUNNING"), Filters.eq("deletedAt", null)),
                Sorts.ascending("createdAt"),
                limit);
    }
}
