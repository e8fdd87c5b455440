// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link AuditEventRepository} on MongoDB. */
public final class MongoAuditEventRepository implements AuditEventRepository {

    private final MongoEntities<AuditEvent> events;

    /** The repository of a module's legacy side. */
    public MongoAuditEventRepository(MongoBackend backend) {
        this.events = new MongoEntities<>(backend, EntityType.of(AuditEvent.class));
    }

    @Override
    public List<AuditEvent> of(String tenant, String entityType, String entityId, int limit) {
        return events.ofTenant(
                tenant,
                Filters.and(Filters.eq("entityType", entityType), Filters.eq("entityId", entityId)),
                Sorts.descending("eventNumber"),
                limit);
    }
}
