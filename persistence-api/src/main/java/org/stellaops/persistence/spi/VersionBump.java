package org.stellaops.persistence.spi;

import org.stellaops.persistence.RecordKey;

/**
 * A higher version for an unchanged record or tombstone.
 *
 * @param key the key
 * @param expected the state it must still have
 * @param version the new version; the token stays
 * @param epoch the epoch to write into the pendingFlag
 * @param when whether the pendingFlag must still be there
 */
public record VersionBump(RecordKey key, VersionStamp expected, long version, long epoch, When when) {

    /** Which state a version bump may change. */
    public enum When {
        /** Only one that still carries its pending flag: what senders do. */
        PENDING,
        /** One that carries its pending flag, or does not: what repair does, which is not run while the lead moves. */
        ALWAYS
    }
}
