// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.RecordKey;

/** Does for one key what the reconciler of the leading store does for every pending key. */
@FunctionalInterface
interface ReplicationStep {

    /**
     * Tries to replicate the leader's state to the follower. On failure the pending flag leaves the key to the
     * reconciler.
     */
    void replicate(RecordKey key);
}
