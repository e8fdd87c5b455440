// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link QuietHoursRepository} on MongoDB. */
public final class MongoQuietHoursRepository implements QuietHoursRepository {

    private final MongoEntities<QuietHours> quietHours;

    /** The repository of a module's legacy side. */
    public MongoQuietHoursRepository(MongoBackend backend) {
        this.quietHours = new MongoEntities<>(backend, EntityType.of(QuietHours.class));
    }

    @Override
    public List<QuietHours> ofUserOrChannel(String tenant, String userId, UUID channelId, int limit) {
        return quietHours.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("enabled", true),
                        Filters.or(Filters.eq("userId", userId), Filters.eq("channelId", channelId))),
                Sorts.ascending("startsAt"),
                limit);
    }
}
