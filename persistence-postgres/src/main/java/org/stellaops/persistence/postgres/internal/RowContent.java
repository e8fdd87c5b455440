// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.Struct;

/**
 * The content of a row, or why it cannot be read.
 *
 * @param struct empty if there is no row, or it cannot be read
 * @param problem why it cannot be read
 */
record RowContent(Optional<Struct> struct, Optional<String> problem) {

    /** Of a key without a row. */
    static final RowContent NONE = new RowContent(Optional.empty(), Optional.empty());

    static RowContent of(Struct struct) {
        return new RowContent(Optional.of(struct), Optional.empty());
    }

    static RowContent unreadable(String problem) {
        return new RowContent(Optional.empty(), Optional.of(problem));
    }

    /** The content; throws if it cannot be read. */
    Struct require(RecordKey key, EntityType<?> type) {
        return struct.orElseThrow(() -> new StoreException(
                Fault.Kind.UNREADABLE,
                "record " + key + " of " + type + " in PostgreSQL cannot be read: " + problem.orElse("")
                        + "; it was written without the library, so correct the row",
                null));
    }
}
