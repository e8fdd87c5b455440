// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.jspecify.annotations.Nullable;

/**
 * What names one state of one key: its version, and the token of the write that made it. Every conditional statement names
 * both.
 *
 * @param version allocated by the leader; 0 for a legacy record that the library has never written
 * @param token the id of the write; null exactly at version 0. A version bump changes the version and keeps the token
 */
public record VersionStamp(long version, @Nullable String token) {

    /** The stamp of a legacy record that the library has never written. */
    public static final VersionStamp UNVERSIONED = new VersionStamp(0, null);

    /** Rejects a version without a token and the reverse. */
    public VersionStamp {
        if ((version == 0) != (token == null) || version < 0) {
            throw new IllegalArgumentException("version " + version + " and token " + token + " do not go together");
        }
    }

    /** Whether the library has never written the record. */
    public boolean isUnversioned() {
        return version == 0;
    }

    /** The same write at another version. */
    public VersionStamp at(long otherVersion) {
        return new VersionStamp(otherVersion, token);
    }
}
