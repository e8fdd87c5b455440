// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link WorkerRepository} on MongoDB. */
public final class MongoWorkerRepository implements WorkerRepository {

    private final MongoEntities<Worker> workers;

    /** The repository of a module's legacy side. */
    public MongoWorkerRepository(MongoBackend backend) {
        this.workers = new MongoEntities<>(backend, EntityType.of(Worker.class));
    }

    @Override
    public List<Worker> silentSince(Instant moment, int limit) {
        return workers.global(
                Filters.and(Filters.ne("status", "STOPPED"), Filters.lt("lastHeartbeatAt", moment)),
                Sorts.ascending("lastHeartbeatAt"),
                limit);
    }
}
