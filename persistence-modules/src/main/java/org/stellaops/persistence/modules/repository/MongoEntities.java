// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.MongoReads;

/**
 * Entities that filters of MongoDB find. Safe for concurrent use.
 *
 * @param <T> the class of the entities
 */
public final class MongoEntities<T> {

    private final MongoReads reads;
    private final EntityType<T> type;

    /** The entities of a type. */
    public MongoEntities(MongoBackend backend, EntityType<T> type) {
        this.reads = backend.reads(type);
        this.type = type;
    }

    /** The first entities of a tenant that a filter finds. */
    public List<T> ofTenant(String tenant, Bson filter, Bson order, int limit) {
        return StoredEntities.of(type, reads.records(Optional.of(tenant), filter, order, limit));
    }

    /** The first entities of a global type that a filter finds. */
    public List<T> global(Bson filter, Bson order, int limit) {
        return StoredEntities.of(type, reads.records(Optional.empty(), filter, order, limit));
    }
}
