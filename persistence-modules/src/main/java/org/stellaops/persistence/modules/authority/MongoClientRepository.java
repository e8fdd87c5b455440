// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ClientRepository} on MongoDB. */
public final class MongoClientRepository implements ClientRepository {

    private final MongoEntities<Client> clients;

    /** The repository of a module's legacy side. */
    public MongoClientRepository(MongoBackend backend) {
        this.clients = new MongoEntities<>(backend, EntityType.of(Client.class));
    }

    @Override
    public List<Client> enabledFor(String tenant, String grantType, int limit) {
        return clients.ofTenant(
                tenant,
                Filters.and(Filters.eq("enabled", true), Filters.eq("grantTypes", grantType)),
                Sorts.ascending("name"),
                limit);
    }
}
