// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;

/**
 * The two places where the records of one entity type live.
 *
 * @param type the entity type
 * @param legacy its legacy store
 * @param target its target store
 * @param comparison what a comparison of them lets pass
 */
public record EntityPair(EntityType<?> type, LegacyStore legacy, TargetStore target, ComparisonPolicy comparison) {

    /** Two places between which everything that differs is a divergence. */
    public EntityPair(EntityType<?> type, LegacyStore legacy, TargetStore target) {
        this(type, legacy, target, ComparisonPolicy.STRICT);
    }
}
