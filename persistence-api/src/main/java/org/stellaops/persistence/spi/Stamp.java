package org.stellaops.persistence.spi;

import org.jspecify.annotations.Nullable;

/**
 * What names one state of one key: its version, and the token of the write that made it. Every conditional statement names
 * both.
 *
 * @param version minted by the leader; 0 for a legacy record that the library has never written
 * @param token the id of the write; null exactly at version 0. A re-mint changes the version and keeps the token
 */
public record Stamp(long version, @Nullable String token) {

    /** The stamp of a legacy record that the library has never written. */
    public static final Stamp UNSTAMPED = new Stamp(0, null);

    /** Rejects a version without a token and the reverse. */
    public Stamp {
        if ((version == 0) != (token == null) || version < 0) {
            throw new IllegalArgumentException("version " + version + " and token " + token + " do not go together");
        }
    }

    /** Whether the library has never written the record. */
    public boolean isUnstamped() {
        return version == 0;
    }

    /** The same write at another version. */
    public Stamp at(long otherVersion) {
        return new Stamp(otherVersion, token);
    }
}
