// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Evicts from the legacy store a record that still holds a unique value which another record needs (section 8). */
public final class ReverseEviction {

    private final EntityType<?> type;
    private final LegacyStore legacy;
    private final TargetStore target;
    private final ProtocolSettings settings;
    private final Reports reports;
    private final StaleWriteReports staleWrites;

    public ReverseEviction(EntityPair pair, ProtocolSettings settings, Reports reports, StaleWriteReports staleWrites) {
        this.type = pair.type();
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.settings = settings;
        this.reports = reports;
        this.staleWrites = staleWrites;
    }

    /** Evicts the holder; returns what prevents that, or empty if the value is free now. */
    public Optional<SendResult> makeRoom(Image.Present image, ApplyAnswer.Violates violation, long epoch) {
        if (!isCurrent(image)) {
            return Optional.of(new SendResult.MovedOn());
        }
        if (violation.holder().isEmpty()) {
            return Optional.empty();
        }
        ApplyAnswer.Holder holder = violation.holder().get();
        if (stillHolds(image, violation.constraint(), holder)) {
            return Optional.of(blocked(image.key(), violation.constraint(), holder.key()));
        }
        if (!ensurePending(holder, epoch)) {
            return Optional.of(new SendResult.TryAgain());
        }
        return evict(image, holder, epoch);
    }

    private boolean isCurrent(Image.Present image) {
        return target.state(image.key())
                .filter(it -> it.stamp().equals(image.stamp()))
                .isPresent();
    }

    private boolean stillHolds(Image.Present image, String constraint, ApplyAnswer.Holder holder) {
        return target.image(holder.key())
                .filter(it -> it instanceof Image.Present present
                        && UniqueValues.clash(
                                type, constraint, image.content(), holder.stamp(), present.content(), present.stamp()))
                .isPresent();
    }

    /**
     * A unique key that only the legacy store has and the entity type does not declare, so no holder can be evicted.
     */
    public SendResult withoutHolder(RecordKey key, String constraint) {
        String reason = "the legacy store refuses " + type + " " + key + " by its unique key " + constraint
                + ", and the record that holds the value there cannot be found";
        reports.refused(key, constraint, reason);
        return new SendResult.Blocked(constraint, reason);
    }

    private SendResult blocked(RecordKey key, String constraint, RecordKey holder) {
        String reason = "the legacy store refuses " + type + " " + key + " because " + holder + " holds its value of "
                + constraint + ", in the leader too: the stores define uniqueness differently";
        reports.refused(key, constraint, reason);
        return new SendResult.Blocked(constraint, reason);
    }

    /** Before the eviction, or the follower would lose the holder if it is not sent again (E3). */
    private boolean ensurePending(ApplyAnswer.Holder holder, long epoch) {
        long above = holder.stamp().version();
        Optional<TargetState> state = target.state(holder.key());
        if (state.isEmpty()) {
            VersionStamp stamp = new VersionStamp(
                    Versions.allocate(epoch, above), settings.tokens().next());
            return target.repairTombstone(Optional.empty(), new Image.Tombstone(holder.key(), stamp), epoch);
        }
        VersionStamp stamp = state.get().stamp();
        if (state.get().isPending() && stamp.version() > above) {
            return true;
        }
        long version = Versions.allocate(epoch, stamp.version(), above);
        return target.bump(new VersionBump(holder.key(), stamp, version, epoch, VersionBump.When.ALWAYS));
    }

    private Optional<SendResult> evict(Image.Present image, ApplyAnswer.Holder holder, long epoch) {
        Optional<LegacyRecord> held =
                legacy.read(holder.key()).filter(it -> it.stamp().equals(holder.stamp()));
        if (held.filter(LegacyRecord::isPending).isPresent()) {
            long writersEpoch = held.get().pendingEpoch().orElseThrow();
            if (!Cohort.isEarlier(writersEpoch, epoch)) {
                return Optional.of(new SendResult.OutOfDate());
            }
            staleWrites.report(held.get().image(), writersEpoch);
        }
        if (legacy.delete(holder.key(), holder.stamp())) {
            reports.evicted(holder.key(), image.key());
        }
        return Optional.empty();
    }
}
