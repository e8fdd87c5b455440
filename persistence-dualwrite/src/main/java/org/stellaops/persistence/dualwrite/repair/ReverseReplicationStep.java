// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;

/** Sends one pending key of a leading target. */
record ReverseReplicationStep(EpochView epochs, ReverseSender sender) implements ReplicationStep {

    @Override
    public void replicate(RecordKey key) {
        epochs.steadyEpoch().ifPresent(epoch -> {
            var unused = sender.sendCurrent(key, epoch);
        });
    }
}
