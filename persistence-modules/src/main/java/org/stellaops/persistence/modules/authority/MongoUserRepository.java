// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link UserRepository} on MongoDB. */
public final class MongoUserRepository implements UserRepository {

    private final MongoEntities<User> users;

    /** The repository of a module's legacy side. */
    public MongoUserRepository(MongoBackend backend) {
        this.users = new MongoEntities<>(backend, EntityType.of(User.class));
    }

    @Override
    public List<User> byLogin(String tenant, String login, int limit) {
        return users.ofTenant(
                tenant,
                Filters.or(Filters.eq("userName", login), Filters.eq("email", login)),
                Sorts.ascending("userName"),
                limit);
    }

    @Override
    public List<User> holding(String tenant, UUID roleId, Instant now, int limit) {
        return users.ofTenant(
                tenant,
                Filters.elemMatch(
                        "roles",
                        Filters.and(
                                Filters.eq("roleId", roleId),
                                Filters.or(Filters.eq("expiresAt", null), Filters.gt("expiresAt", now)))),
                Sorts.ascending("userName"),
                limit);
    }
}
