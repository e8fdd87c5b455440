// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;

/** Sends one pending key of a leading target. */
record ReverseReplicationStep(EpochView epochs, ReverseSender sender) implements ReplicationStep {

    @Override
    public void replicate(RecordKey key) {
        epochs.steadyEpoch().ifPresent(epoch -> {
            var unused = sender.sendCurrent(key, epoch);
        });
    }

    @Override
    public Optional<ApplyAnswer> give(Image image) {
        OptionalLong epoch = epochs.steadyEpoch();
        return epoch.isEmpty() ? Optional.empty() : sender.apply(image, epoch.getAsLong());
    }
}
