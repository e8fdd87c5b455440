// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/**
 * A row of a listing: what a caller is told of a record.
 *
 * @param stamp a row that bypassed the library has none
 * @param content empty if it cannot be read
 * @param problem why it cannot be read
 */
record ListedRow(RecordKey key, VersionStamp stamp, Optional<Struct> content, Optional<String> problem) {

    /** The record as callers see it; throws if it cannot be read. */
    StoredRecord record(EntityType<?> type) {
        return new StoredRecord(key, content.orElseThrow(() -> Row.unreadable(key, type, problem)), stamp);
    }
}
