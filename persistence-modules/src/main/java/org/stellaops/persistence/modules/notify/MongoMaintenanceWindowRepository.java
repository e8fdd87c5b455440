// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link MaintenanceWindowRepository} on MongoDB. */
public final class MongoMaintenanceWindowRepository implements MaintenanceWindowRepository {

    private final MongoEntities<MaintenanceWindow> windows;

    /** The repository of a module's legacy side. */
    public MongoMaintenanceWindowRepository(MongoBackend backend) {
        this.windows = new MongoEntities<>(backend, EntityType.of(MaintenanceWindow.class));
    }

    @Override
    public List<MaintenanceWindow> at(String tenant, Instant now, int limit) {
        return windows.ofTenant(
                tenant,
                Filters.and(Filters.ne("status", "CANCELLED"), Filters.lte("startsAt", now), Filters.gt("endsAt", now)),
                Sorts.ascending("endsAt"),
                limit);
    }
}
