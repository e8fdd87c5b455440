// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;

/** Applies a record on a legacy store that follows (4.2). */
public final class LegacyApply {

    private final LegacyStore store;
    private final StaleWriteReports staleWrites;
    private final ProtocolSettings settings;
    private final ProvisionalCleanup cleanup;

    public LegacyApply(LegacyStore store, StaleWriteReports staleWrites, ProtocolSettings settings) {
        this.store = store;
        this.staleWrites = staleWrites;
        this.settings = settings;
        this.cleanup = new ProvisionalCleanup(store, settings);
    }

    /** Applies the image, or returns what prevents it; empty if concurrent writers won every attempt. */
    public Optional<ApplyAnswer> apply(Image.Present image, long epoch) {
        String attempt = settings.tokens().next();
        for (int i = 0; i < settings.attempts(); i++) {
            Optional<ApplyAnswer> answer = round(image, new Provisional(epoch, attempt));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<ApplyAnswer> round(Image.Present image, Provisional attempt) {
        return store.updateIfLower(image)
                .fold(
                        () -> Optional.of(comparedWithTombstone(image, attempt.epoch())),
                        () -> decideByRecord(image, attempt),
                        () -> afterCleanup(image),
                        this::violates);
    }

    /** The pending flag that the update keeps is of an older epoch. */
    private Optional<ApplyAnswer> afterCleanup(Image.Present image) {
        boolean ignored = cleanup.cleanUpKey(image.key());
        return Optional.empty();
    }

    private Optional<ApplyAnswer> decideByRecord(Image.Present image, Provisional attempt) {
        Optional<LegacyRecord> found = store.read(image.key());
        if (found.isEmpty()) {
            return insert(image, attempt);
        }
        LegacyRecord held = found.get();
        if (held.isPending()) {
            return replaceStaleWrite(image, held, attempt.epoch());
        } else if (held.stamp().equals(image.stamp())) {
            return Optional.of(
                    held.image().hash().equals(image.hash())
                            ? new ApplyAnswer.Same()
                            : new ApplyAnswer.Differs(held.stamp()));
        }
        return held.stamp().version() >= image.stamp().version()
                ? Optional.of(new ApplyAnswer.Stale(held.stamp()))
                : Optional.empty();
    }

    /** An acknowledged write may be overwritten only after it was reported (C1, C2). */
    private Optional<ApplyAnswer> replaceStaleWrite(Image.Present image, LegacyRecord staleWrite, long epoch) {
        if (!Cohort.isEarlier(staleWrite.pendingEpoch().orElseThrow(), epoch)) {
            // Not from an earlier epoch: the leader has changed back meanwhile, or another cohort has the tenant.
            return Optional.of(new ApplyAnswer.OutOfDate());
        }
        staleWrites.report(staleWrite.image(), staleWrite.pendingEpoch().orElseThrow());
        if (staleWrite.stamp().version() >= image.stamp().version()) {
            return Optional.of(new ApplyAnswer.Stale(staleWrite.stamp()));
        }
        StepResult result = store.replaceStaleWrite(staleWrite.stamp(), image);
        if (result instanceof StepResult.Duplicate it) {
            return violates(it);
        }
        return result.isDone() ? Optional.of(comparedWithTombstone(image, epoch)) : Optional.empty();
    }

    /**
     * An insert carries the id of its attempt until it has been checked against the tombstone. Otherwise neither order
     * of record and tombstone is safe (B1 to B4).
     */
    private Optional<ApplyAnswer> insert(Image.Present image, Provisional attempt) {
        // Where nothing matched, another image of the key came first, perhaps an older one (B6).
        return store.insertProvisional(image, attempt)
                .fold(
                        () -> Optional.of(inserted(image, attempt)),
                        Optional::empty,
                        () -> Optional.of(new ApplyAnswer.OutOfDate()),
                        this::violates);
    }

    /** The answer to an image that this attempt has just inserted. */
    ApplyAnswer inserted(Image.Present image, Provisional attempt) {
        ApplyAnswer answer = comparedWithTombstone(image, attempt.epoch());
        if (answer.replicates()) {
            // If it is not confirmed here, a cleanup of provisional records came first, or a newer image keeps {@code
            // provisional} for one.
            boolean ignored = store.confirm(image.key(), image.stamp().version(), attempt.attempt());
        }
        return answer;
    }

    /**
     * An intent of this epoch or a later one belongs to a legacy store that leads again, and deletes its victim itself
     * (C8).
     */
    ApplyAnswer comparedWithTombstone(Image.Present image, long epoch) {
        Optional<LegacyTombstone> above = store.readTombstone(image.key()).filter(it -> it.isAbove(image.stamp()));
        if (above.isEmpty()) {
            return new ApplyAnswer.Applied();
        } else if (isOfLaterLead(above.get(), epoch)) {
            return new ApplyAnswer.OutOfDate();
        }
        boolean ignored = store.delete(image.key(), image.stamp());
        return new ApplyAnswer.Stale(above.get().stamp());
    }

    private static boolean isOfLaterLead(LegacyTombstone intent, long epoch) {
        return intent.isPending() && !Cohort.isEarlier(intent.pendingEpoch().orElseThrow(), epoch);
    }

    /** The holder with its stamp; without a stamp if it is gone. */
    private Optional<ApplyAnswer> violates(StepResult.Duplicate duplicate) {
        Optional<ApplyAnswer.Holder> holder = duplicate.holder().flatMap(this::holderAt);
        return Optional.of(new ApplyAnswer.Violates(duplicate.constraint(), holder));
    }

    private Optional<ApplyAnswer.Holder> holderAt(RecordKey key) {
        return store.read(key).map(it -> new ApplyAnswer.Holder(key, it.stamp()));
    }
}
