// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;

/**
 * A record that is to be repaired.
 *
 * @param type its entity type
 * @param key its key, such as that of a {@link org.stellaops.persistence.dualwrite.verify.Finding}
 */
public record RepairSubject(EntityType<?> type, RecordKey key) {}
