// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link StatementRepository} on MongoDB. */
public final class MongoStatementRepository implements StatementRepository {

    private final MongoEntities<Statement> statements;

    /** The repository of a module's legacy side. */
    public MongoStatementRepository(MongoBackend backend) {
        this.statements = new MongoEntities<>(backend, EntityType.of(Statement.class));
    }

    @Override
    public List<Statement> active(String tenant, String vulnerabilityId, int limit) {
        return statements.ofTenant(
                tenant,
                Filters.and(Filters.eq("vulnerabilityId", vulnerabilityId), Filters.eq("isActive", true)),
                Sorts.ascending("productId"),
                limit);
    }
}
