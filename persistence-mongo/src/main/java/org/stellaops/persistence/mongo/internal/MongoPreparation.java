// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Preparation;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationProgress;
import org.stellaops.persistence.spi.PreparationReport;

/** The preparation of the collections of a module. */
final class MongoPreparation implements Preparation {

    private final Function<EntityType<?>, MongoLegacyStore> stores;
    private final BackendAccess access;

    MongoPreparation(Function<EntityType<?>, MongoLegacyStore> stores, BackendAccess access) {
        this.stores = stores;
        this.access = access;
    }

    @Override
    public List<String> missing(EntityType<?> type) {
        return stores.apply(type).setup().missing();
    }

    @Override
    public List<PreparationFinding> findings(EntityType<?> type) {
        return stores.apply(type).setup().findings();
    }

    @Override
    public PreparationReport prepare(EntityType<?> type, Consumer<PreparationProgress> progress) {
        if (access == BackendAccess.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "tried to prepare " + type + ", but the backend was opened read-only; open it for writing");
        }
        PreparationReport report = stores.apply(type).setup().prepare(progress);
        stores.apply(type).enroll();
        return report;
    }
}
