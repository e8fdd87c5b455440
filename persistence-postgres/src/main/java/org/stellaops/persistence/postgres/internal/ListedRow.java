// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * A row of a listing: what a caller is told of a record.
 *
 * @param stamp a row that bypassed the library has none
 */
record ListedRow(RecordKey key, VersionStamp stamp, RowContent content) {

    /** The record as callers see it; throws if it cannot be read. */
    StoredRecord record(EntityType<?> type) {
        return new StoredRecord(key, content.require(key, type), stamp);
    }
}
