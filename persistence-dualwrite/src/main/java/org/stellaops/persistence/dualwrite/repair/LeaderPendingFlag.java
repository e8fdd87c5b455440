// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/** Marks a key of the leading store as pending again. */
interface LeaderPendingFlag {

    /** Why a statement that names an expected state did not match. */
    String MOVED = "the leader has moved since the plan";

    /**
     * Bumps the version of the key above both stores, sets its pending flag, and leaves its content unchanged. If a
     * writer came first, nothing changes: its pending flag has the same effect.
     *
     * @return why the leader's state cannot be trusted; empty otherwise
     */
    default Optional<String> set(RecordKey key) {
        return set(key, Optional.empty());
    }

    /**
     * As {@link #set(RecordKey)}, of exactly this state.
     *
     * @param expected the stamp that record or tombstone must still have; empty for any
     * @return why nothing was done, among it that a writer came first; empty otherwise
     */
    Optional<String> set(RecordKey key, Optional<VersionStamp> expected);

    /**
     * Writes the content that is there once more, with the hash that fits, at a version above both stores and pending, over exactly the
     * expected state.
     *
     * @param content the hash that it must have
     * @return why nothing was done; empty otherwise
     */
    Optional<String> adopt(RecordKey key, VersionStamp expected, ContentHash content);
}
