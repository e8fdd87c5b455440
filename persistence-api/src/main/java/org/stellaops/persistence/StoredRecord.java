// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A record as a store holds it.
 *
 * @param key its key
 * @param content its content in the fields of its entity type
 * @param stamp version and token of the write that made it, {@link VersionStamp#UNVERSIONED} for a legacy record that the
 *     library has never written
 */
public record StoredRecord(RecordKey key, Struct content, VersionStamp stamp) {

    /** Names the write that left this content; hashes the content if the library has never written the record. */
    public Revision revision() {
        return stamp.isUnversioned() ? Revision.ofUnversioned(ContentHash.of(content)) : Revision.of(stamp);
    }

    /** Its version; 0 for a legacy record that the library has never written. */
    public long version() {
        return stamp.version();
    }
}
