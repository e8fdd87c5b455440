// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link DigestRepository} on MongoDB. */
public final class MongoDigestRepository implements DigestRepository {

    private final MongoEntities<Digest> digests;

    /** The repository of a module's legacy side. */
    public MongoDigestRepository(MongoBackend backend) {
        this.digests = new MongoEntities<>(backend, EntityType.of(Digest.class));
    }

    @Override
    public List<Digest> due(String tenant, Instant now, int limit) {
        return digests.ofTenant(
                tenant,
                Filters.and(Filters.eq("status", "OPEN"), Filters.lte("flushAt", now)),
                Sorts.ascending("flushAt"),
                limit);
    }
}
