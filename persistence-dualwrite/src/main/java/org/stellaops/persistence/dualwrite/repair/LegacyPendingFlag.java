// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.Image;
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

    private static final String NOT_LEADING =
            "the legacy store does not lead, or a leader change has begun; repair afterwards";

    @Override
    public Optional<String> set(RecordKey key, Optional<VersionStamp> expected) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of(NOT_LEADING);
        }
        long epoch = steady.getAsLong();
        Optional<LegacyRecord> record = pair.legacy().read(key);
        Optional<LegacyTombstone> tombstone = pair.legacy().readTombstone(key);
        long above = Math.max(
                heldByTarget(key), tombstone.map(it -> it.stamp().version()).orElse(0L));
        VersionStamp found = record.map(LegacyRecord::stamp)
                .or(() -> tombstone.map(LegacyTombstone::stamp))
                .orElse(VersionStamp.UNVERSIONED);
        if (expected.filter(it -> !it.equals(found)).isPresent()) {
            return Optional.of(MOVED);
        }
        Optional<StepResult> result = record.map(it -> Optional.of(flagRecord(it, epoch, above)))
                .orElseGet(() -> flagAbsent(key, tombstone, epoch, above));
        return problem(result, expected.isPresent());
    }

    @Override
    public Optional<String> adopt(RecordKey key, VersionStamp expected, ContentHash content) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of(NOT_LEADING);
        }
        Optional<LegacyRecord> record = pair.legacy()
                .read(key)
                .filter(it -> it.stamp().equals(expected))
                .filter(it -> ContentHash.of(it.content()).equals(content));
        if (record.isEmpty()) {
            return Optional.of(MOVED);
        }
        long epoch = steady.getAsLong();
        long tombstone =
                pair.legacy().readTombstone(key).map(it -> it.stamp().version()).orElse(0L);
        long version = Versions.allocate(epoch, expected.version(), heldByTarget(key), tombstone);
        Image.Present image = Image.Present.of(
                key, new VersionStamp(version, tokens.next()), record.get().content());
        return problem(Optional.of(pair.legacy().replace(expected, image, epoch)), true);
    }

    private StepResult flagRecord(LegacyRecord record, long epoch, long above) {
        long version = Versions.allocate(epoch, record.stamp().version(), above);
        return record.stamp().isUnversioned()
                ? pair.legacy()
                        .stamp(
                                record.key(),
                                new VersionStamp(version, tokens.next()),
                                ContentHash.of(record.content()),
                                epoch)
                : pair.legacy()
                        .bump(new VersionBump(record.key(), record.stamp(), version, epoch, VersionBump.When.ALWAYS));
    }

    /**
     * A tombstone with a pending flag is an intent, or is about to be replicated: only the reconciler completes it.
     */
    private Optional<StepResult> flagAbsent(RecordKey key, Optional<LegacyTombstone> found, long epoch, long above) {
        if (found.filter(LegacyTombstone::isPending).isPresent()) {
            return Optional.empty();
        }
        LegacyTombstone repaired = new LegacyTombstone(
                key,
                new VersionStamp(Versions.allocate(epoch, above), tokens.next()),
                Optional.empty(),
                OptionalLong.of(epoch),
                Optional.empty());
        return Optional.of(found.map(it -> pair.legacy().replaceTombstone(it.stamp(), repaired))
                .orElseGet(() -> pair.legacy().insertTombstone(repaired)));
    }

    private long heldByTarget(RecordKey key) {
        return pair.target()
                .state(key)
                .map(TargetState::stamp)
                .map(VersionStamp::version)
                .orElse(0L);
    }

    /** A tombstone with a pending flag has no result: it was left to the reconciler. */
    private Optional<String> problem(Optional<StepResult> result, boolean exactly) {
        if (result.filter(StepResult.Fenced.class::isInstance).isPresent()) {
            epochs.forget();
            return Optional.of("the epoch of this process has ended; repair again");
        } else if (exactly && result.filter(StepResult::isDone).isEmpty()) {
            return Optional.of(MOVED);
        }
        return Optional.empty();
    }
}
