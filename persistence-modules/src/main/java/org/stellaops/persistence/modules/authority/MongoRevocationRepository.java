// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link RevocationRepository} on MongoDB. */
public final class MongoRevocationRepository implements RevocationRepository {

    private final MongoEntities<Revocation> revocations;

    /** The repository of a module's legacy side. */
    public MongoRevocationRepository(MongoBackend backend) {
        this.revocations = new MongoEntities<>(backend, EntityType.of(Revocation.class));
    }

    @Override
    public List<Revocation> inForce(String tenant, Instant since, Instant now, int limit) {
        return revocations.ofTenant(
                tenant,
                Filters.and(
                        Filters.gt("revokedAt", since),
                        Filters.or(Filters.eq("expiresAt", null), Filters.gt("expiresAt", now))),
                Sorts.ascending("revokedAt"),
                limit);
    }
}
