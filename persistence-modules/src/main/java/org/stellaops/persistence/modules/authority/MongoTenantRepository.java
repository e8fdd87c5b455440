// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link TenantRepository} on MongoDB. */
public final class MongoTenantRepository implements TenantRepository {

    private final MongoEntities<Tenant> tenants;

    /** The repository of a module's legacy side. */
    public MongoTenantRepository(MongoBackend backend) {
        this.tenants = new MongoEntities<>(backend, EntityType.of(Tenant.class));
    }

    @Override
    public List<Tenant> withStatus(Tenant.Status status, int limit) {
        return tenants.global(Filters.eq("status", status.name()), Sorts.ascending("_id"), limit);
    }
}
