// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionBump;

/** Sends from a leading target to the legacy store (4.2, 4.3). */
public final class ReverseSender implements Sender {

    private final TargetStore target;
    private final ProtocolSettings settings;
    private final Reports reports;
    private final LegacyApply records;
    private final LegacyApplyBatch batches;
    private final LegacyApplyTombstone tombstones;
    private final LegacyTombstoneBatch tombstoneBatches;
    private final ReverseEviction eviction;

    /** Sends the records of one entity type. */
    public ReverseSender(EntityPair pair, ProtocolSettings settings, DualWriteListener listener) {
        LegacyStore legacy = pair.legacy();
        this.target = pair.target();
        this.settings = settings;
        this.reports = new Reports(pair.type(), listener);
        StaleWriteReports staleWrites = new StaleWriteReports(target, reports);
        this.records = new LegacyApply(legacy, staleWrites, settings);
        this.batches = new LegacyApplyBatch(legacy, records, settings);
        this.tombstones = new LegacyApplyTombstone(legacy, staleWrites, settings);
        this.tombstoneBatches = new LegacyTombstoneBatch(legacy);
        this.eviction = new ReverseEviction(pair, settings, reports, staleWrites);
    }

    @Override
    public SendResult sendFresh(LeaderWriteResult written) {
        Image image = written.image().orElseThrow();
        return Resend.whileBumped(
                settings.attempts(),
                () -> send(image, written.epoch()),
                () -> sendCurrent(image.key(), written.epoch()));
    }

    /** Sends the current state of a key, if it is pending. */
    public SendResult sendCurrent(RecordKey key, long epoch) {
        if (target.state(key).filter(TargetState::isPending).isEmpty()) {
            return new SendResult.MovedOn();
        }
        return target.image(key).map(it -> send(it, epoch)).orElseGet(SendResult.MovedOn::new);
    }

    /** Sends one image once and handles the answer. */
    public SendResult send(Image image, long epoch) {
        return apply(image, epoch).map(it -> afterAnswer(image, it, epoch)).orElseGet(SendResult.TryAgain::new);
    }

    /** Sends images of distinct keys in as few statements as possible. */
    public List<SendResult> sendAll(List<? extends Image> images, long epoch) {
        return BatchAnswers.handle(
                images,
                applyAll(images, epoch),
                target::clearPendingFlags,
                (image, answer) -> afterAnswer(image, answer, epoch));
    }

    /** As {@link #apply}, for images of distinct keys: what a batch does not answer is applied by itself. */
    public List<Optional<ApplyAnswer>> applyAll(List<? extends Image> images, long epoch) {
        // Tombstones first, since a record may take a unique value that a deleted one gave up.
        Map<RecordKey, ApplyAnswer> together = new HashMap<>(tombstoneBatches.apply(images));
        together.putAll(batches.apply(images, epoch));
        return images.stream()
                .map(it -> Optional.ofNullable(together.get(it.key())).or(() -> apply(it, epoch)))
                .toList();
    }

    /** Applies an image on the legacy store; empty if concurrent writers won every attempt. */
    public Optional<ApplyAnswer> apply(Image image, long epoch) {
        try {
            return image instanceof Image.Present it
                    ? records.apply(it, epoch)
                    : tombstones.apply((Image.Tombstone) image, epoch);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.REJECTED) {
                return Optional.of(new ApplyAnswer.Refused(e.fault().message()));
            }
            throw e;
        }
    }

    private SendResult afterAnswer(Image image, ApplyAnswer answer, long epoch) {
        return AnswerDecision.decide(answer, image.stamp(), 0, epoch)
                .fold(
                        () -> clear(image),
                        version -> bump(image, version, epoch),
                        violation -> image instanceof Image.Present it
                                ? afterViolation(it, violation, epoch)
                                : new SendResult.OutOfDate(),
                        SendResult.OutOfDate::new,
                        reason -> reports.blocked(image.key(), reason));
    }

    private SendResult clear(Image image) {
        return target.clearPending(image.key(), image.stamp()) ? new SendResult.Replicated() : new SendResult.MovedOn();
    }

    /** A record can conflict with as many others as it has unique keys. */
    private SendResult afterViolation(Image.Present image, ApplyAnswer.Violates violation, long epoch) {
        ApplyAnswer answer = violation;
        for (int i = 0; i < settings.attempts() && answer instanceof ApplyAnswer.Violates it; i++) {
            Optional<SendResult> hindrance = eviction.makeRoom(image, it, epoch);
            if (hindrance.isPresent()) {
                return hindrance.get();
            }
            Optional<ApplyAnswer> again = apply(image, epoch);
            if (again.isEmpty()) {
                return new SendResult.TryAgain();
            }
            answer = again.get();
        }
        if (answer instanceof ApplyAnswer.Violates it) {
            return it.holder().isEmpty()
                    ? eviction.withoutHolder(image.key(), it.constraint())
                    : new SendResult.TryAgain();
        }
        return afterAnswer(image, answer, epoch);
    }

    private SendResult bump(Image image, long version, long epoch) {
        if (target.bump(new VersionBump(image.key(), image.stamp(), version, epoch, VersionBump.When.PENDING))) {
            reports.bumped(image.key(), image.stamp().version(), version);
            return new SendResult.Bumped(image.stamp().at(version));
        }
        return new SendResult.MovedOn();
    }
}
