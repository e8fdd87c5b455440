// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link LicenseRepository} on MongoDB. */
public final class MongoLicenseRepository implements LicenseRepository {

    private final MongoEntities<License> licenses;

    /** The repository of a module's legacy side. */
    public MongoLicenseRepository(MongoBackend backend) {
        this.licenses = new MongoEntities<>(backend, EntityType.of(License.class));
    }

    @Override
    public List<License> inForce(String tenant, Instant now, int limit) {
        return licenses.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("status", "ACTIVE"), Filters.lte("notBefore", now), Filters.gt("expiresAt", now)),
                Sorts.ascending("expiresAt"),
                limit);
    }
}
