package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.RecordKey;

/** Does for one key what the reconciler of the leading store does for every pending key. */
@FunctionalInterface
interface ReplicationStep {

    /** Tries to bring the follower to what the leader holds. What it cannot do now, the pending flag keeps for the reconciler. */
    void replicate(RecordKey key);
}
