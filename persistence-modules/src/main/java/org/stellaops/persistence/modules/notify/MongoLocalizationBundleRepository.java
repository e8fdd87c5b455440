// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link LocalizationBundleRepository} on MongoDB. */
public final class MongoLocalizationBundleRepository implements LocalizationBundleRepository {

    private final MongoEntities<LocalizationBundle> bundles;

    /** The repository of a module's legacy side. */
    public MongoLocalizationBundleRepository(MongoBackend backend) {
        this.bundles = new MongoEntities<>(backend, EntityType.of(LocalizationBundle.class));
    }

    @Override
    public List<LocalizationBundle> forLocale(String tenant, String bundleKey, String locale, int limit) {
        return bundles.ofTenant(
                tenant,
                Filters.and(
                        Filters.eq("bundleKey", bundleKey),
                        Filters.or(Filters.eq("locale", locale), Filters.eq("isDefault", true))),
                Sorts.ascending("locale"),
                limit);
    }
}
