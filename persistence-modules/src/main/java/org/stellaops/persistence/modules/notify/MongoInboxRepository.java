// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link InboxRepository} on MongoDB. */
public final class MongoInboxRepository implements InboxRepository {

    private final MongoEntities<InboxMessage> inbox;

    /** The repository of a module's legacy side. */
    public MongoInboxRepository(MongoBackend backend) {
        this.inbox = new MongoEntities<>(backend, EntityType.of(InboxMessage.class));
    }

    @Override
    public List<InboxMessage> unread(String tenant, String userId, int limit) {
        return inbox.ofTenant(
                tenant,
                Filters.and(Filters.eq("userId", userId), Filters.eq("isRead", false), Filters.eq("archived", false)),
                Sorts.descending("createdAt"),
                limit);
    }
}
