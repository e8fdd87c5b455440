// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link TemplateRepository} on MongoDB. */
public final class MongoTemplateRepository implements TemplateRepository {

    private final MongoEntities<Template> templates;

    /** The repository of a module's legacy side. */
    public MongoTemplateRepository(MongoBackend backend) {
        this.templates = new MongoEntities<>(backend, EntityType.of(Template.class));
    }

    @Override
    public List<Template> inLocales(
            String tenant, String templateKey, Template.ChannelKind kind, String locale, String fallback, int limit) {
        return templates.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("templateKey", templateKey),
                        Filters.eq("channelKind", kind.name()),
                        Filters.in("locale", locale, fallback)),
                Sorts.ascending("locale"),
                limit);
    }
}
