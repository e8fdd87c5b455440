// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link LoginAttemptRepository} on MongoDB. */
public final class MongoLoginAttemptRepository implements LoginAttemptRepository {

    private final MongoEntities<LoginAttempt> attempts;

    /** The repository of a module's legacy side. */
    public MongoLoginAttemptRepository(MongoBackend backend) {
        this.attempts = new MongoEntities<>(backend, EntityType.of(LoginAttempt.class));
    }

    @Override
    public List<LoginAttempt> failures(String tenant, String userName, Instant since, int limit) {
        return attempts.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("userName", userName),
                        Filters.ne("outcome", "SUCCESS"),
                        Filters.gt("occurredAt", since)),
                Sorts.descending("occurredAt"),
                limit);
    }
}
