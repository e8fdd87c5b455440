// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;

/**
 * The two places where the records of one entity type live.
 *
 * @param type the entity type
 * @param legacy its legacy store
 * @param target its target store
 */
public record EntityPair(EntityType<?> type, LegacyStore legacy, TargetStore target) {}
