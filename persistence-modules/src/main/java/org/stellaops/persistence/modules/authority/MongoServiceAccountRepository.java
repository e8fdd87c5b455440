// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ServiceAccountRepository} on MongoDB. */
public final class MongoServiceAccountRepository implements ServiceAccountRepository {

    private final MongoEntities<ServiceAccount> accounts;

    /** The repository of a module's legacy side. */
    public MongoServiceAccountRepository(MongoBackend backend) {
        this.accounts = new MongoEntities<>(backend, EntityType.of(ServiceAccount.class));
    }

    @Override
    public List<ServiceAccount> usable(String tenant, String scope, Instant now, int limit) {
        return accounts.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("status", "ACTIVE"),
                        Filters.eq("allowedScopes", scope),
                        Filters.or(Filters.eq("expiresAt", null), Filters.gt("expiresAt", now))),
                Sorts.ascending("name"),
                limit);
    }
}
