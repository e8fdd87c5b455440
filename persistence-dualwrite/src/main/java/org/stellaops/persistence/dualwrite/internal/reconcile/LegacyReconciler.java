// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.Resend;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneReplication;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.Together;

/** The reconciler of a leading legacy store (3.4). */
public final class LegacyReconciler implements Reconciler {

    private final LegacyStore legacy;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final ForwardSender sender;
    private final BatchSender<Image> batches;
    private final TombstoneReplication tombstones;
    private final RejectionTracker rejections;
    private final PendingCursor<LegacyRecord> pendingRecords;
    private final PendingCursor<LegacyTombstone> pendingTombstones;

    /** Reconciles one entity type, in the epochs of the legacy control record; keeps no dead letters. */
    public LegacyReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this(pair, epochs, settings, listener, DeadLetters.none(), Together.inTurn());
    }

    /** Reconciles one entity type, in the epochs of the legacy control record. */
    public LegacyReconciler(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            DualWriteListener listener,
            DeadLetters letters,
            Together together) {
        this.legacy = pair.legacy();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ForwardSender(pair, settings, listener);
        this.batches = new BatchSender<>(sender::sendAll, sender::send);
        this.tombstones = new TombstoneReplication(legacy, settings);
        this.rejections = new RejectionTracker(pair.type(), letters, settings, new Reports(pair.type(), listener));
        this.pendingRecords = new PendingCursor<>(
                (after, limit) -> legacy.pendingRecords(after, limit, settings.batchBytes()),
                LegacyRecord::key,
                LegacyRecord::stamp,
                settings.batch(),
                new PendingCursor.Weight<>(it -> Optional.of(it.content()), settings.batchBytes()),
                rejections,
                together);
        this.pendingTombstones = new PendingCursor<>(
                legacy::pendingTombstones,
                LegacyTombstone::key,
                LegacyTombstone::stamp,
                settings.batch(),
                new PendingCursor.Weight<>(it -> Optional.empty(), settings.batchBytes()),
                rejections,
                together);
    }

    @Override
    public ReconcileResult runOnce(PassLimits limits) {
        OptionalLong epoch = epochs.steadyEpoch();
        if (epoch.isEmpty()) {
            return ReconcileResult.EMPTY;
        }
        ReconcileResult pass = pendingTombstones
                .due(limits, (page, known) -> replicateTombstones(page, known, epoch.getAsLong(), settings.grace()))
                .plus(pendingRecords.due(limits, (page, known) -> replicateRecords(page, known, epoch.getAsLong())));
        rejections.cleanUp(this::isStillPending);
        return pass;
    }

    @Override
    public ReconcileResult drain(long epoch) {
        return pendingTombstones
                .all((page, known) -> replicateTombstones(page, known, epoch, Duration.ZERO))
                .plus(pendingRecords.all((page, known) -> replicateRecords(page, known, epoch)));
    }

    @Override
    public SendResult sendKey(RecordKey key, long epoch) {
        return Resend.whileBumped(settings.attempts(), () -> sendOnce(key, epoch), () -> sendOnce(key, epoch));
    }

    @Override
    public boolean isStillPending(RejectedImage refused) {
        return legacy.read(refused.key())
                        .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                        .isPresent()
                || legacy.readTombstone(refused.key())
                        .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                        .isPresent();
    }

    @Override
    public RejectionTracker rejections() {
        return rejections;
    }

    @Override
    public long depth() {
        return legacy.pendingCount();
    }

    @Override
    public Backlog backlog() {
        return Backlog.of(legacy.pendingSample(Backlog.MOST), rejections.dead(Backlog.MOST));
    }

    @Override
    public boolean foundEmpty() {
        return legacy.pendingTombstones(Optional.empty(), 1).isEmpty()
                && legacy.pendingRecords(Optional.empty(), 1).isEmpty()
                && legacy.pendingTombstones(Optional.empty(), 1).isEmpty()
                && legacy.pendingCount() == 0;
    }

    private SendResult sendOnce(RecordKey key, long epoch) {
        Optional<LegacyTombstone> intent = legacy.readTombstone(key).filter(LegacyTombstone::isPending);
        return intent.isPresent()
                        && tombstones.replicate(intent.get(), settings.grace()) == TombstoneReplication.Verdict.SEND
                ? sender.send(intent.get().image(), epoch)
                : sender.sendCurrent(key, epoch);
    }

    /** The records were read first; their tombstones are read here. */
    private ReconcileResult replicateRecords(List<LegacyRecord> page, Map<RecordKey, RejectedImage> known, long epoch) {
        if (page.isEmpty()) {
            return ReconcileResult.EMPTY;
        }
        Map<RecordKey, LegacyTombstone> found =
                legacy.readTombstones(page.stream().map(LegacyRecord::key).toList());
        ReconcileResult pass = ReconcileResult.EMPTY;
        List<Image> ready = new ArrayList<>();
        List<RecordKey> again = new ArrayList<>();
        for (LegacyRecord record : page) {
            Image.Present image = record.image();
            Optional<SendResult> before =
                    sender.beforeSending(image, Optional.ofNullable(found.get(record.key())), epoch);
            if (before.isEmpty()) {
                ready.add(image);
            } else {
                pass = pass.plus(ReconcileResult.of(record.key(), before.get()));
                collectBumped(record.key(), before.get(), again);
            }
        }
        BatchSender.Sent sent = send(ready, known, epoch);
        again.addAll(sent.bumped());
        return pass.plus(sent.pass()).plus(sendAgain(again, epoch));
    }

    private BatchSender.Sent send(List<Image> images, Map<RecordKey, RejectedImage> known, long epoch) {
        return batches.send(
                images,
                epoch,
                (image, result) -> rejections.became(image, result, Optional.ofNullable(known.get(image.key()))));
    }

    private static void collectBumped(RecordKey key, SendResult result, List<RecordKey> again) {
        if (result instanceof SendResult.Bumped) {
            again.add(key);
        }
    }

    private ReconcileResult sendAgain(List<RecordKey> keys, long epoch) {
        return keys.stream()
                .map(key -> ReconcileResult.of(key, sender.sendCurrent(key, epoch)))
                .reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
    }

    private ReconcileResult replicateTombstones(
            List<LegacyTombstone> page, Map<RecordKey, RejectedImage> known, long epoch, Duration grace) {
        ReconcileResult pass = ReconcileResult.EMPTY;
        List<Image> ready = new ArrayList<>();
        for (LegacyTombstone intent : page) {
            switch (tombstones.replicate(intent, grace)) {
                case SEND -> ready.add(intent.image());
                case SUPERSEDED -> pass = pass.plus(ReconcileResult.SUPERSEDED);
                case SKIPPED -> pass = pass.plus(ReconcileResult.SKIPPED);
            }
        }
        return pass.plus(send(ready, known, epoch).pass());
    }
}
