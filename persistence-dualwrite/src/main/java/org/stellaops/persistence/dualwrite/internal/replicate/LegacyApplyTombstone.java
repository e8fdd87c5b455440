// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Applies a tombstone on a legacy store that follows (4.3). */
public final class LegacyApplyTombstone {

    private final LegacyStore store;
    private final StaleWriteReports staleWrites;
    private final ProtocolSettings settings;

    public LegacyApplyTombstone(LegacyStore store, StaleWriteReports staleWrites, ProtocolSettings settings) {
        this.store = store;
        this.staleWrites = staleWrites;
        this.settings = settings;
    }

    /** Applies the tombstone and then removes the record; in the other order a late insert would survive (B3). */
    public Optional<ApplyAnswer> apply(Image.Tombstone image, long epoch) {
        for (int i = 0; i < settings.attempts(); i++) {
            Optional<ApplyAnswer> answer = writeTombstone(image, epoch);
            if (answer.isPresent()) {
                return answer.get().replicates() ? Optional.of(removeRecord(image, answer.get(), epoch)) : answer;
            }
        }
        return Optional.empty();
    }

    private Optional<ApplyAnswer> writeTombstone(Image.Tombstone image, long epoch) {
        Optional<LegacyTombstone> held = store.readTombstone(image.key());
        if (held.filter(LegacyTombstone::isPending).isPresent()) {
            return replaceStaleWrite(image, held.get(), epoch);
        } else if (held.filter(it -> it.stamp().equals(image.stamp())).isPresent()) {
            return Optional.of(new ApplyAnswer.Same());
        } else if (held.filter(it -> it.stamp().version() >= image.stamp().version())
                .isPresent()) {
            return Optional.of(new ApplyAnswer.Stale(held.get().stamp()));
        }
        return store.applyTombstone(image).isDone() ? Optional.of(new ApplyAnswer.Applied()) : Optional.empty();
    }

    private Optional<ApplyAnswer> replaceStaleWrite(Image.Tombstone image, LegacyTombstone staleWrite, long epoch) {
        if (!Cohort.isEarlier(staleWrite.pendingEpoch().orElseThrow(), epoch)) {
            return Optional.of(new ApplyAnswer.OutOfDate());
        }
        staleWrites.report(staleWrite.image(), staleWrite.pendingEpoch().orElseThrow());
        if (staleWrite.stamp().version() >= image.stamp().version()) {
            return Optional.of(new ApplyAnswer.Stale(staleWrite.stamp()));
        }
        return store.replaceTombstone(staleWrite.stamp(), LegacyTombstone.replicated(image))
                        .isDone()
                ? Optional.of(new ApplyAnswer.Applied())
                : Optional.empty();
    }

    private ApplyAnswer removeRecord(Image.Tombstone image, ApplyAnswer written, long epoch) {
        Optional<LegacyRecord> lower = lowerRecord(image.key(), image.stamp().version());
        if (lower.filter(LegacyRecord::isPending).isPresent()) {
            long writersEpoch = lower.get().pendingEpoch().orElseThrow();
            if (!Cohort.isEarlier(writersEpoch, epoch)) {
                return new ApplyAnswer.OutOfDate();
            }
            staleWrites.report(lower.get().image(), writersEpoch);
        }
        boolean ignored = store.deleteLower(image.key(), image.stamp().version(), LegacyStore.Unversioned.INCLUDED);
        return written;
    }

    private Optional<LegacyRecord> lowerRecord(RecordKey key, long version) {
        return store.read(key).filter(it -> it.stamp().version() < version);
    }
}
