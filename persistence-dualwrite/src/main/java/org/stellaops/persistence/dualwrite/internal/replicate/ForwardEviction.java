// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.write.LegacyState;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Evicts from the target a record that still holds a unique value which another record needs (section 8). */
public final class ForwardEviction {

    private final EntityType<?> type;
    private final LegacyStore legacy;
    private final TargetStore target;
    private final ProtocolSettings settings;
    private final Reports reports;

    public ForwardEviction(EntityPair pair, ProtocolSettings settings, Reports reports) {
        this.type = pair.type();
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.settings = settings;
        this.reports = reports;
    }

    public SendResult makeRoom(ForwardSender sender, Image.Present image, ApplyAnswer.Violates violation, long epoch) {
        ApplyAnswer answer = violation;
        // A record can conflict with as many others as it has unique keys.
        for (int i = 0; i < settings.attempts() && answer instanceof ApplyAnswer.Violates it; i++) {
            if (!isCurrent(image)) {
                return new SendResult.MovedOn();
            }
            if (it.holder().isEmpty()) {
                answer = target.apply(image, epoch);
                continue;
            }
            ApplyAnswer.Holder holder = it.holder().get();
            LegacyState inLeader = LegacyState.read(legacy, holder.key());
            if (stillHolds(inLeader, image, it.constraint(), holder)) {
                return blocked(image.key(), it.constraint(), holder.key());
            }
            if (!ensurePending(holder, inLeader, epoch)) {
                return new SendResult.TryAgain();
            }
            answer = target.applyEvicting(image, epoch, holder);
            if (answer.replicates()) {
                reports.evicted(holder.key(), image.key());
            }
        }
        if (answer instanceof ApplyAnswer.Violates it) {
            return it.holder().isEmpty() ? withoutHolder(image.key(), it.constraint()) : new SendResult.TryAgain();
        }
        return sender.afterAnswer(image, answer, epoch);
    }

    /** A unique key that only the target has and the entity type does not declare, so no holder can be evicted. */
    private SendResult withoutHolder(RecordKey key, String constraint) {
        String reason = "the target refuses " + type + " " + key + " by its unique key " + constraint
                + ", and the record that holds the value there cannot be found";
        reports.refused(key, constraint, reason);
        return new SendResult.Blocked(constraint, reason);
    }

    private boolean isCurrent(Image.Present image) {
        return legacy.read(image.key())
                .filter(it -> it.stamp().equals(image.stamp()))
                .isPresent();
    }

    private boolean stillHolds(
            LegacyState inLeader, Image.Present image, String constraint, ApplyAnswer.Holder holder) {
        return inLeader.record()
                .filter(it ->
                        UniqueValues.clash(type, constraint, image.content(), holder.stamp(), it.content(), it.stamp()))
                .isPresent();
    }

    private SendResult blocked(RecordKey key, String constraint, RecordKey holder) {
        String reason = "the target refuses " + type + " " + key + " because " + holder + " holds its value of "
                + constraint + ", in the leader too: the stores define uniqueness differently";
        reports.refused(key, constraint, reason);
        return new SendResult.Blocked(constraint, reason);
    }

    /** Before the eviction, or the target would lose the holder if it is not sent again (E3). */
    private boolean ensurePending(ApplyAnswer.Holder holder, LegacyState inLeader, long epoch) {
        long above = holder.stamp().version();
        if (inLeader.record().isPresent()) {
            return ensurePending(inLeader.record().get(), above, inLeader.tombstoneVersion(), epoch);
        }
        return inLeader.tombstone()
                .map(it -> ensurePending(it, above, epoch))
                .orElseGet(() -> insertTombstone(holder, epoch));
    }

    private boolean ensurePending(LegacyRecord record, long above, long tombstoneVersion, long epoch) {
        if (record.isPending() && record.stamp().version() > above) {
            return true;
        }
        long version = Versions.allocate(epoch, record.stamp().version(), above, tombstoneVersion);
        if (record.stamp().isUnversioned()) {
            VersionStamp given = new VersionStamp(version, settings.tokens().next());
            return legacy.stamp(record.key(), given, record.image().hash(), epoch)
                    .isDone();
        }
        return legacy.bump(new VersionBump(record.key(), record.stamp(), version, epoch, VersionBump.When.ALWAYS))
                .isDone();
    }

    private boolean ensurePending(LegacyTombstone tombstone, long above, long epoch) {
        if (tombstone.isPending() && tombstone.stamp().version() > above) {
            return true;
        }
        long version = Versions.allocate(epoch, tombstone.stamp().version(), above);
        return legacy.bumpTombstone(
                        new VersionBump(tombstone.key(), tombstone.stamp(), version, epoch, VersionBump.When.ALWAYS))
                .isDone();
    }

    /** The leader does not have the holder at all: a delete bypassed the library. */
    private boolean insertTombstone(ApplyAnswer.Holder holder, long epoch) {
        VersionStamp stamp = new VersionStamp(
                Versions.allocate(epoch, holder.stamp().version()),
                settings.tokens().next());
        return legacy.insertTombstone(new LegacyTombstone(
                        holder.key(), stamp, Optional.empty(), OptionalLong.of(epoch), Optional.empty()))
                .isDone();
    }
}
