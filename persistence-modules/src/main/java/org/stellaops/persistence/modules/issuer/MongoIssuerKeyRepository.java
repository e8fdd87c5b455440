// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link IssuerKeyRepository} on MongoDB. */
public final class MongoIssuerKeyRepository implements IssuerKeyRepository {

    private final MongoEntities<IssuerKey> keys;

    /** The repository of a module's legacy side. */
    public MongoIssuerKeyRepository(MongoBackend backend) {
        this.keys = new MongoEntities<>(backend, EntityType.of(IssuerKey.class));
    }

    @Override
    public List<IssuerKey> usable(String issuerId, Instant now, int limit) {
        return keys.global(
                Filters.and(
                        Filters.eq("issuerId", issuerId),
                        Filters.eq("status", "ACTIVE"),
                        Filters.lte("validFrom", now),
                        Filters.or(Filters.eq("expiresAt", null), Filters.gt("expiresAt", now))),
                Sorts.descending("validFrom"),
                limit);
    }

    @Override
    public List<IssuerKey> expiring(Instant by, int limit) {
        return keys.global(
                Filters.and(Filters.eq("status", "ACTIVE"), Filters.lte("expiresAt", by)),
                Sorts.ascending("expiresAt"),
                limit);
    }
}
