// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.stellaops.persistence.RecordKey;

/**
 * A higher version for an unchanged record or tombstone.
 *
 * @param key the key
 * @param expected the state it must still have
 * @param version the new version; the token stays
 * @param epoch the epoch of the pending flag
 * @param when whether the pending flag must still be set
 */
public record VersionBump(RecordKey key, VersionStamp expected, long version, long epoch, When when) {

    /** Which state a version bump may change. */
    public enum When {
        /** Only one that still carries its pending flag; used by senders. */
        PENDING,
        /** One with or without its pending flag; used by repair, which does not run during a leader change. */
        ALWAYS
    }
}
