// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link SourceRepository} on MongoDB. */
public final class MongoSourceRepository implements SourceRepository {

    private final MongoEntities<Source> sources;

    /** The repository of a module's legacy side. */
    public MongoSourceRepository(MongoBackend backend) {
        this.sources = new MongoEntities<>(backend, EntityType.of(Source.class));
    }

    @Override
    public List<Source> enabled(int limit) {
        return sources.global(Filters.eq("enabled", true), Sorts.descending("priority"), limit);
    }
}
