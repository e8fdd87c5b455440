package org.stellaops.persistence.dualwrite.verify;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.Tokens;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.Remint;
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Repair while the legacy store leads: a higher version in {@code _sync}, or a tombstone without victim. */
record LegacyMark(EntityPair pair, EpochView epochs, Tokens tokens) implements LeaderMark {

    @Override
    public Optional<String> mark(RecordKey key) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Optional.of("the legacy store does not lead, or its lead is about to move; repair afterwards");
        }
        long epoch = steady.getAsLong();
        Optional<LegacyRecord> record = pair.legacy().read(key);
        Optional<LegacyTombstone> tombstone = pair.legacy().readTombstone(key);
        long above = Math.max(
                heldByTarget(key), tombstone.map(it -> it.stamp().version()).orElse(0L));
        return record.map(it -> markRecord(it, epoch, above)).orElseGet(() -> markAbsent(key, tombstone, epoch, above));
    }

    private Optional<String> markRecord(LegacyRecord record, long epoch, long above) {
        long version = Versions.mint(epoch, record.stamp().version(), above);
        StepResult result = record.stamp().isUnstamped()
                ? pair.legacy()
                        .stamp(record.key(), new Stamp(version, tokens.next()), ContentHash.of(record.content()), epoch)
                : pair.legacy().remint(new Remint(record.key(), record.stamp(), version, epoch, Remint.When.ALWAYS));
        return refusal(result);
    }

    /** A tombstone that carries a mark is an intent, or is about to travel: it is for the reconciler alone to finish. */
    private Optional<String> markAbsent(RecordKey key, Optional<LegacyTombstone> found, long epoch, long above) {
        if (found.filter(LegacyTombstone::isPending).isPresent()) {
            return Optional.empty();
        }
        LegacyTombstone repaired = new LegacyTombstone(
                key,
                new Stamp(Versions.mint(epoch, above), tokens.next()),
                Optional.empty(),
                OptionalLong.of(epoch),
                Optional.empty());
        return refusal(found.map(it -> pair.legacy().replaceTombstone(it.stamp(), repaired))
                .orElseGet(() -> pair.legacy().insertTombstone(repaired)));
    }

    private long heldByTarget(RecordKey key) {
        return pair.target()
                .state(key)
                .map(TargetState::stamp)
                .map(Stamp::version)
                .orElse(0L);
    }

    private Optional<String> refusal(StepResult result) {
        if (result instanceof StepResult.Fenced) {
            epochs.forget();
            return Optional.of("the epoch of this process is over; repair again");
        }
        return Optional.empty();
    }
}
