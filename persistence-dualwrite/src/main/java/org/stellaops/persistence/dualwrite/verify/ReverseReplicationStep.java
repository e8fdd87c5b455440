package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.ReverseSender;

/** Sends one pending key of a leading target. */
record ReverseReplicationStep(EpochView epochs, ReverseSender sender) implements ReplicationStep {

    @Override
    public void replicate(RecordKey key) {
        epochs.steadyEpoch().ifPresent(epoch -> {
            var unused = sender.sendCurrent(key, epoch);
        });
    }
}
