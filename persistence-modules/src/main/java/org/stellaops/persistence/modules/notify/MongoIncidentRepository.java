// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link IncidentRepository} on MongoDB. */
public final class MongoIncidentRepository implements IncidentRepository {

    private final MongoEntities<Incident> incidents;

    /** The repository of a module's legacy side. */
    public MongoIncidentRepository(MongoBackend backend) {
        this.incidents = new MongoEntities<>(backend, EntityType.of(Incident.class));
    }

    @Override
    public List<Incident> unresolved(String tenant, int limit) {
        return incidents.ofTenant(
                tenant, Filters.in("status", "OPEN", "ACKNOWLEDGED"), Sorts.descending("openedAt"), limit);
    }
}
