// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link ChannelRepository} on MongoDB. */
public final class MongoChannelRepository implements ChannelRepository {

    private final MongoEntities<Channel> channels;

    /** The repository of a module's legacy side. */
    public MongoChannelRepository(MongoBackend backend) {
        this.channels = new MongoEntities<>(backend, EntityType.of(Channel.class));
    }

    @Override
    public List<Channel> enabled(String tenant, Channel.Kind kind, int limit) {
        return channels.ofTenant(
                tenant,
                Filters.and(Filters.eq("enabled", true), Filters.eq("kind", kind.name())),
                Sorts.descending("createdAt"),
                limit);
    }
}
