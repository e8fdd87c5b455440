// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** The complete state of one key at one version, as it is replicated from leader to follower. */
public sealed interface Image {

    /** The key. */
    RecordKey key();

    /** Version and token. */
    VersionStamp stamp();

    /** A present record, with the hash of its content. */
    record Present(RecordKey key, VersionStamp stamp, Struct content, ContentHash hash) implements Image {

        /** The image of a content, hashed here. */
        public static Present of(RecordKey key, VersionStamp stamp, Struct content) {
            return new Present(key, stamp, content, ContentHash.of(content));
        }
    }

    /** A key whose record was deleted; the token is that of the delete. */
    record Tombstone(RecordKey key, VersionStamp stamp) implements Image {}
}
