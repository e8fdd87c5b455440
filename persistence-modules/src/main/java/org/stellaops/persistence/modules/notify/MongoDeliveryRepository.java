// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link DeliveryRepository} on MongoDB. */
public final class MongoDeliveryRepository implements DeliveryRepository {

    private final MongoEntities<Delivery> deliveries;

    /** The repository of a module's legacy side. */
    public MongoDeliveryRepository(MongoBackend backend) {
        this.deliveries = new MongoEntities<>(backend, EntityType.of(Delivery.class));
    }

    @Override
    public List<Delivery> pending(String tenant, Instant now, int limit) {
        return deliveries.ofTenant(
                tenant,
                Filters.and(Filters.eq("status", "PENDING"), Filters.lte("nextAttemptAt", now)),
                Sorts.ascending("nextAttemptAt"),
                limit);
    }
}
