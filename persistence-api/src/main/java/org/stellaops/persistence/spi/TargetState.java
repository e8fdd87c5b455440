// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.value.ContentHash;

/**
 * The state row of a key in the target, for records and tombstones alike.
 *
 * @param stamp version and token
 * @param deleted whether it is a tombstone
 * @param storedHash the hash that was stored with a record
 * @param pendingEpoch present while the key may not yet be on the follower
 * @param evicted whether the record was evicted by another that needed its unique value
 */
public record TargetState(
        VersionStamp stamp,
        boolean deleted,
        Optional<ContentHash> storedHash,
        OptionalLong pendingEpoch,
        boolean evicted) {

    /** Whether the key carries a pending flag. */
    public boolean isPending() {
        return pendingEpoch.isPresent();
    }
}
