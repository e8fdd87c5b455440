// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * The rows of one key.
 *
 * @param tenant the tenant, or the empty text
 * @param id the id, or the empty text if there is neither state nor row
 * @param state the row of {@code sync_state}
 * @param present whether there is a root row
 * @param content its content; empty if there is none, or it cannot be read
 * @param problem why it cannot be read
 */
record Row(
        String tenant,
        String id,
        Optional<TargetState> state,
        boolean present,
        Optional<Struct> content,
        Optional<String> problem) {

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
        return Optional.of(new StoredRecord(key(), readable(type), stamp()));
    }

    /** The current image of the key; also empty if its state says that there is a record and there is none. */
    Optional<Image> image(EntityType<?> type) {
        if (present) {
            return Optional.of(Image.Present.of(key(), stamp(), readable(type)));
        }
        return state.filter(TargetState::deleted).map(it -> new Image.Tombstone(key(), it.stamp()));
    }

    ScanEntry scanEntry() {
        return new ScanEntry(
                key(),
                stamp(),
                content.map(ContentHash::of),
                state.flatMap(TargetState::storedHash),
                state.filter(TargetState::isPending).isPresent(),
                problem);
    }

    private Struct readable(EntityType<?> type) {
        return content.orElseThrow(() -> unreadable(key(), type, problem));
    }

    static StoreException unreadable(RecordKey key, EntityType<?> type, Optional<String> problem) {
        return new StoreException(
                Fault.Kind.UNREADABLE,
                "record " + key + " of " + type + " in PostgreSQL cannot be read: " + problem.orElse("")
                        + "; it was written without the library, so correct the row",
                null);
    }
}
