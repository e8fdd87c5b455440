// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link OnCallScheduleRepository} on MongoDB. */
public final class MongoOnCallScheduleRepository implements OnCallScheduleRepository {

    private final MongoEntities<OnCallSchedule> schedules;

    /** The repository of a module's legacy side. */
    public MongoOnCallScheduleRepository(MongoBackend backend) {
        this.schedules = new MongoEntities<>(backend, EntityType.of(OnCallSchedule.class));
    }

    @Override
    public List<OnCallSchedule> callingOn(String tenant, String userId, Instant now, int limit) {
        return schedules.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("enabled", true),
                        Filters.elemMatch(
                                "participants",
                                Filters.and(
                                        Filters.eq("userId", userId),
                                        Filters.lte("startsAt", now),
                                        Filters.or(Filters.eq("endsAt", null), Filters.gt("endsAt", now))))),
                Sorts.ascending("name"),
                limit);
    }
}
