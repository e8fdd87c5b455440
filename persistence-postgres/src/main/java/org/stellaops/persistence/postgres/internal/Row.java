// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * The rows of one key.
 *
 * @param tenant the tenant, or the empty text
 * @param id the id, or the empty text if there is neither state nor row
 * @param state the row of {@code sync_state}
 * @param present whether there is a root row
 * @param content its content
 */
record Row(String tenant, String id, Optional<TargetState> state, boolean present, RowContent content) {

    RecordKey key() {
        return TableSchema.key(tenant, id);
    }

    /** The stamp of a row; a row that bypassed the library has none. */
    VersionStamp stamp() {
        return state.map(TargetState::stamp).orElse(VersionStamp.UNVERSIONED);
    }

    /** The record as callers see it; empty if there is no row. */
    Optional<StoredRecord> record(EntityType<?> type) {
        if (!present) {
            return Optional.empty();
        }
        return Optional.of(new StoredRecord(key(), content.require(key(), type), stamp()));
    }

    /** The current image of the key; also empty if its state says that there is a record and there is none. */
    Optional<Image> image(EntityType<?> type) {
        if (present) {
            return Optional.of(Image.Present.of(key(), stamp(), content.require(key(), type)));
        }
        return state.filter(TargetState::deleted).map(it -> new Image.Tombstone(key(), it.stamp()));
    }

    ScanEntry scanEntry() {
        return new ScanEntry(
                key(),
                stamp(),
                content.struct().map(ContentHash::of),
                state.flatMap(TargetState::storedHash),
                state.filter(TargetState::isPending).isPresent(),
                content.problem());
    }
}
