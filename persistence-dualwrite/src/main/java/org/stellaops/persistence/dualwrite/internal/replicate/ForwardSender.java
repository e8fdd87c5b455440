// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/** Sends from a leading legacy store to the target (3.3). */
public final class ForwardSender implements Sender {

    private final LegacyStore legacy;
    private final TargetStore target;
    private final ProtocolSettings settings;
    private final Reports reports;
    private final ForwardEviction eviction;
    private final ForwardBatch batch;

    /** Sends the records of one entity type. */
    public ForwardSender(EntityPair pair, ProtocolSettings settings, DualWriteListener listener) {
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.settings = settings;
        this.reports = new Reports(pair.type(), listener);
        this.eviction = new ForwardEviction(pair, settings, reports);
        this.batch = new ForwardBatch(target);
    }

    @Override
    public SendResult sendFresh(LeaderWriteResult written) {
        Image image = written.image().orElseThrow();
        return Resend.whileBumped(
                settings.attempts(), () -> sendFirst(image, written), () -> sendCurrent(image.key(), written.epoch()));
    }

    private SendResult sendFirst(Image image, LeaderWriteResult written) {
        return written.origin() == LeaderWriteResult.Origin.INSERT && image instanceof Image.Present it
                ? sendInserted(it, written.epoch())
                : send(image, written.epoch());
    }

    /** Sends the current state of a record, if it is pending and may be replicated (3.4). */
    public SendResult sendCurrent(RecordKey key, long epoch) {
        Optional<LegacyRecord> record = legacy.read(key).filter(LegacyRecord::isPending);
        if (record.isEmpty()) {
            return new SendResult.MovedOn();
        }
        Image.Present image = record.get().image();
        return beforeSending(image, legacy.readTombstone(key), epoch).orElseGet(() -> send(image, epoch));
    }

    /** An insert may have got a version below a tombstone that it did not see (3.1 step 6). */
    private SendResult sendInserted(Image.Present image, long epoch) {
        return beforeSending(image, legacy.readTombstone(image.key()), epoch).orElseGet(() -> send(image, epoch));
    }

    /** Compares a record with its tombstone; empty if the record may be replicated unchanged. */
    public Optional<SendResult> beforeSending(Image.Present image, Optional<LegacyTombstone> tombstone, long epoch) {
        RecordDecision decision = RecordDecision.decide(image.stamp(), tombstone, epoch);
        if (decision instanceof RecordDecision.LeaveToIntent) {
            return Optional.of(new SendResult.LeftToIntent());
        } else if (decision instanceof RecordDecision.VersionBump it) {
            return Optional.of(bump(image, it.version(), epoch));
        }
        return Optional.empty();
    }

    /** Sends one image once and handles the answer. */
    public SendResult send(Image image, long epoch) {
        return afterAnswer(image, target.apply(image, epoch), epoch);
    }

    /** Sends images of distinct keys in as few transactions as possible. */
    public List<SendResult> sendAll(List<? extends Image> images, long epoch) {
        List<Optional<ApplyAnswer>> answers =
                batch.apply(images, epoch).stream().map(Optional::of).toList();
        return BatchAnswers.handle(
                images, answers, legacy::clearPendingFlags, (image, answer) -> afterAnswer(image, answer, epoch));
    }

    public SendResult afterAnswer(Image image, ApplyAnswer answer, long epoch) {
        return AnswerDecision.decide(answer, image.stamp(), tombstoneVersion(image.key(), answer), epoch)
                .fold(
                        () -> clear(image),
                        version -> bump(image, version, epoch),
                        violation -> image instanceof Image.Present it
                                ? eviction.makeRoom(this, it, violation, epoch)
                                : new SendResult.OutOfDate(),
                        SendResult.OutOfDate::new,
                        reason -> reports.blocked(image.key(), reason));
    }

    private long tombstoneVersion(RecordKey key, ApplyAnswer answer) {
        return AnswerDecision.needsTombstone(answer)
                ? legacy.readTombstone(key).map(it -> it.stamp().version()).orElse(0L)
                : 0;
    }

    /** By version and token: either alone can recur after a delete and an insert (A2). */
    private SendResult clear(Image image) {
        boolean cleared = image instanceof Image.Present
                ? legacy.clearPending(image.key(), image.stamp())
                : legacy.clearTombstonePending(image.key(), image.stamp());
        return cleared ? new SendResult.Replicated() : new SendResult.MovedOn();
    }

    /** Only while the pending flag is set: without it, the leader may have changed meanwhile (A12). */
    private SendResult bump(Image image, long version, long epoch) {
        if (image.stamp().isUnversioned() && image instanceof Image.Present it) {
            return stamp(it, version, epoch);
        }
        VersionBump bump = new VersionBump(image.key(), image.stamp(), version, epoch, VersionBump.When.PENDING);
        StepResult result = image instanceof Image.Present ? legacy.bump(bump) : legacy.bumpTombstone(bump);
        return afterBump(image, image.stamp().at(version), result);
    }

    private SendResult stamp(Image.Present image, long version, long epoch) {
        VersionStamp given = new VersionStamp(version, settings.tokens().next());
        return afterBump(image, given, legacy.stamp(image.key(), given, image.hash(), epoch));
    }

    private SendResult afterBump(Image image, VersionStamp now, StepResult result) {
        if (result.isDone()) {
            reports.bumped(image.key(), image.stamp().version(), now.version());
            return new SendResult.Bumped(now);
        }
        return result instanceof StepResult.Fenced ? new SendResult.OutOfDate() : new SendResult.MovedOn();
    }
}
