// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.util.List;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;

/** From stored records to entities. */
final class StoredEntities {

    private StoredEntities() {}

    static <T> List<T> of(EntityType<T> type, List<StoredRecord> records) {
        return records.stream()
                .map(it -> type.codec().entityOf(it.key().id(), it.content()))
                .toList();
    }
}
