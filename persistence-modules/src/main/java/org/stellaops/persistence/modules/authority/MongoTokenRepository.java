// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link TokenRepository} on MongoDB. */
public final class MongoTokenRepository implements TokenRepository {

    private final MongoEntities<Token> tokens;

    /** The repository of a module's legacy side. */
    public MongoTokenRepository(MongoBackend backend) {
        this.tokens = new MongoEntities<>(backend, EntityType.of(Token.class));
    }

    @Override
    public List<Token> valid(String tenant, String subjectId, Instant now, int limit) {
        return tokens.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("subjectId", subjectId),
                        Filters.eq("status", "VALID"),
                        Filters.gt("expiresAt", now)),
                Sorts.descending("issuedAt"),
                limit);
    }

    @Override
    public List<Token> expired(String tenant, Instant now, int limit) {
        return tokens.ofTenant(
                tenant,
                Filters.and(Filters.eq("status", "VALID"), Filters.lte("expiresAt", now)),
                Sorts.ascending("expiresAt"),
                limit);
    }
}
