// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ThrottleConfigRepository} on MongoDB. */
public final class MongoThrottleConfigRepository implements ThrottleConfigRepository {

    private final MongoEntities<ThrottleConfig> throttles;

    /** The repository of a module's legacy side. */
    public MongoThrottleConfigRepository(MongoBackend backend) {
        this.throttles = new MongoEntities<>(backend, EntityType.of(ThrottleConfig.class));
    }

    @Override
    public List<ThrottleConfig> applying(String tenant, UUID channelId, String eventKind, int limit) {
        return throttles.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("enabled", true),
                        Filters.in("channelId", null, channelId),
                        Filters.in("eventKind", null, eventKind)),
                Sorts.ascending("name"),
                limit);
    }
}
