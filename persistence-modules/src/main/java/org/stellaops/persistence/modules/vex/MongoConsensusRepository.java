// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ConsensusRepository} on MongoDB. */
public final class MongoConsensusRepository implements ConsensusRepository {

    private final MongoEntities<Consensus> consensus;

    /** The repository of a module's legacy side. */
    public MongoConsensusRepository(MongoBackend backend) {
        this.consensus = new MongoEntities<>(backend, EntityType.of(Consensus.class));
    }

    @Override
    public List<Consensus> disputed(String tenant, Instant since, int limit) {
        return consensus.ofTenant(
                tenant,
                Filters.and(Filters.eq("status", "DIVERGENT"), Filters.gt("calculatedAt", since)),
                Sorts.descending("calculatedAt"),
                limit);
    }
}
