// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;

/** Does for one key what the reconciler of the leading store does for every pending key. */
interface ReplicationStep {

    /**
     * Tries to replicate the leader's state to the follower. On failure the pending flag leaves the key to the
     * reconciler.
     */
    void replicate(RecordKey key);

    /**
     * Lets the follower apply an image that the leader does not have, as an undo does.
     *
     * @return its answer; empty if the leader does not lead steadily, or others won every attempt
     */
    Optional<ApplyAnswer> give(Image image);
}
