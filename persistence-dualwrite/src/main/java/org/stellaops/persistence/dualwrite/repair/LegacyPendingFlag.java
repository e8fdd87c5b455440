// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Repair while the legacy store leads: a higher version in {@code _sync}, or a tombstone without victim. */
record LegacyPendingFlag(EntityPair pair, EpochView epochs, Tokens tokens) implements LeaderPendingFlag {

    @Override
    public Optional<String> set(RecordKey key) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of("the legacy store does not lead, or a leader change has begun; repair afterwards");
        }
        long epoch = steady.getAsLong();
        Optional<LegacyRecord> record = pair.legacy().read(key);
        Optional<LegacyTombstone> tombstone = pair.legacy().readTombstone(key);
        long above = Math.max(
                heldByTarget(key), tombstone.map(it -> it.stamp().version()).orElse(0L));
        return record.map(it -> flagRecord(it, epoch, above)).orElseGet(() -> flagAbsent(key, tombstone, epoch, above));
    }

    private Optional<String> flagRecord(LegacyRecord record, long epoch, long above) {
        long version = Versions.allocate(epoch, record.stamp().version(), above);
        StepResult result = record.stamp().isUnversioned()
                ? pair.legacy()
                        .stamp(
                                record.key(),
                                new VersionStamp(version, tokens.next()),
                                ContentHash.of(record.content()),
                                epoch)
                : pair.legacy()
                        .bump(new VersionBump(record.key(), record.stamp(), version, epoch, VersionBump.When.ALWAYS));
        return rejection(result);
    }

    /**
     * A tombstone with a pending flag is an intent, or is about to be replicated: only the reconciler completes it.
     */
    private Optional<String> flagAbsent(RecordKey key, Optional<LegacyTombstone> found, long epoch, long above) {
        if (found.filter(LegacyTombstone::isPending).isPresent()) {
            return Optional.empty();
        }
        LegacyTombstone repaired = new LegacyTombstone(
                key,
                new VersionStamp(Versions.allocate(epoch, above), tokens.next()),
                Optional.empty(),
                OptionalLong.of(epoch),
                Optional.empty());
        return rejection(found.map(it -> pair.legacy().replaceTombstone(it.stamp(), repaired))
                .orElseGet(() -> pair.legacy().insertTombstone(repaired)));
    }

    private long heldByTarget(RecordKey key) {
        return pair.target()
                .state(key)
                .map(TargetState::stamp)
                .map(VersionStamp::version)
                .orElse(0L);
    }

    private Optional<String> rejection(StepResult result) {
        if (result instanceof StepResult.Fenced) {
            epochs.forget();
            return Optional.of("the epoch of this process has ended; repair again");
        }
        return Optional.empty();
    }
}
