// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link PackVersionRepository} on MongoDB. */
public final class MongoPackVersionRepository implements PackVersionRepository {

    private final MongoEntities<PackVersion> versions;

    /** The repository of a module's legacy side. */
    public MongoPackVersionRepository(MongoBackend backend) {
        this.versions = new MongoEntities<>(backend, EntityType.of(PackVersion.class));
    }

    @Override
    public List<PackVersion> published(String tenant, String packId, int limit) {
        return versions.ofTenant(
                tenant,
                Filters.and(Filters.eq("packId", packId), Filters.eq("isPublished", true)),
                Sorts.descending("version"),
                limit);
    }
}
