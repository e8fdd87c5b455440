// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ScheduleRepository} on MongoDB. */
public final class MongoScheduleRepository implements ScheduleRepository {

    private final MongoEntities<Schedule> schedules;

    /** The repository of a module's legacy side. */
    public MongoScheduleRepository(MongoBackend backend) {
        this.schedules = new MongoEntities<>(backend, EntityType.of(Schedule.class));
    }

    @Override
    public List<Schedule> due(String tenant, Instant now, int limit) {
        return schedules.ofTenant(
                tenant,
                Filters.and(Filters.eq("enabled", true), Filters.eq("deletedAt", null), Filters.lte("nextFireAt", now)),
                Sorts.ascending("nextFireAt"),
                limit);
    }
}
