// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.entity.EntityType;

/** Nothing is ever missing. */
final class NoPreparation implements Preparation {

    @Override
    public List<String> missing(EntityType<?> type) {
        return List.of();
    }

    @Override
    public List<PreparationFinding> findings(EntityType<?> type) {
        return List.of();
    }

    @Override
    public PreparationReport prepare(EntityType<?> type, Consumer<PreparationProgress> progress) {
        return new PreparationReport(type.name(), List.of(), List.of());
    }
}
