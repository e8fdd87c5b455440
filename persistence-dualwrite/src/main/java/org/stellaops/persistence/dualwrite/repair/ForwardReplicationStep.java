// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyTombstone;

/**
 * Sends one pending key of a leading legacy store. A tombstone with a victim is left to the reconciler, which
 * completes it.
 */
record ForwardReplicationStep(EntityPair pair, EpochView epochs, ForwardSender sender) implements ReplicationStep {

    @Override
    public void replicate(RecordKey key) {
        OptionalLong epoch = epochs.steadyEpoch();
        if (epoch.isEmpty()) {
            return;
        }
        if (pair.legacy().read(key).isPresent()) {
            SendResult unused = sender.sendCurrent(key, epoch.getAsLong());
        } else {
            ownTombstone(key).ifPresent(it -> {
                SendResult unused = sender.send(it.image(), epoch.getAsLong());
            });
        }
    }

    @Override
    public Optional<ApplyAnswer> give(Image image) {
        OptionalLong epoch = epochs.steadyEpoch();
        return epoch.isEmpty() ? Optional.empty() : Optional.of(pair.target().apply(image, epoch.getAsLong()));
    }

    /** The tombstone of a repair has no victim to delete first; it is replicated only while the record is absent. */
    private Optional<LegacyTombstone> ownTombstone(RecordKey key) {
        return pair.legacy()
                .readTombstone(key)
                .filter(it -> it.isPending() && it.victim().isEmpty())
                .filter(it -> pair.legacy().read(key).isEmpty());
    }
}
