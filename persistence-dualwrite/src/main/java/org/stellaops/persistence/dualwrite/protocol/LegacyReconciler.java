package org.stellaops.persistence.dualwrite.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RefusedImage;

/** The reconciler of a leading legacy store (3.4). */
public final class LegacyReconciler implements Reconciler {

    private final LegacyStore legacy;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final ForwardSender sender;
    private final BatchSender<Image> batches;
    private final TombstoneSettlement tombstones;
    private final Refusals refusals;
    private final WorkList<LegacyRecord> markedRecords;
    private final WorkList<LegacyTombstone> markedTombstones;

    /** Reconciles one entity type, in the epochs of the legacy control record; keeps no dead letters. */
    public LegacyReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this(pair, epochs, settings, listener, DeadLetters.none());
    }

    /** Reconciles one entity type, in the epochs of the legacy control record. */
    public LegacyReconciler(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            DualWriteListener listener,
            DeadLetters letters) {
        this.legacy = pair.legacy();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ForwardSender(pair, settings, listener);
        this.batches = new BatchSender<>(sender::sendAll, sender::send);
        this.tombstones = new TombstoneSettlement(legacy, settings);
        this.refusals = new Refusals(pair.type(), letters, settings, new Reports(pair.type(), listener));
        this.markedRecords = new WorkList<>(
                legacy::pendingRecords, LegacyRecord::key, LegacyRecord::stamp, settings.batch(), refusals);
        this.markedTombstones = new WorkList<>(
                legacy::pendingTombstones, LegacyTombstone::key, LegacyTombstone::stamp, settings.batch(), refusals);
    }

    @Override
    public Pass runOnce(PassLimits limits) {
        OptionalLong epoch = epochs.steadyEpoch();
        if (epoch.isEmpty()) {
            return Pass.EMPTY;
        }
        Pass pass = markedTombstones
                .due(limits, (page, known) -> settleTombstones(page, known, epoch.getAsLong(), settings.grace()))
                .plus(markedRecords.due(limits, (page, known) -> settleRecords(page, known, epoch.getAsLong())));
        refusals.sweep(this::isStillMarked);
        return pass;
    }

    @Override
    public Pass drain(long epoch) {
        return markedTombstones
                .all((page, known) -> settleTombstones(page, known, epoch, Duration.ZERO))
                .plus(markedRecords.all((page, known) -> settleRecords(page, known, epoch)));
    }

    @Override
    public SendResult sendKey(RecordKey key, long epoch) {
        SendResult result = sendOnce(key, epoch);
        for (int i = 1; i < settings.attempts() && result instanceof SendResult.Reminted; i++) {
            result = sendOnce(key, epoch);
        }
        return result;
    }

    @Override
    public boolean isStillMarked(RefusedImage refused) {
        return legacy.read(refused.key())
                        .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                        .isPresent()
                || legacy.readTombstone(refused.key())
                        .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                        .isPresent();
    }

    @Override
    public Refusals refusals() {
        return refusals;
    }

    @Override
    public long depth() {
        return legacy.pendingCount();
    }

    @Override
    public Backlog backlog() {
        return Backlog.of(legacy.pendingSample(Backlog.MOST), refusals.dead(Backlog.MOST));
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
                        && tombstones.settle(intent.get(), settings.grace()) == TombstoneSettlement.Verdict.SEND
                ? sender.send(intent.get().image(), epoch)
                : sender.sendCurrent(key, epoch);
    }

    /** The records were read first; their tombstones are read now. */
    private Pass settleRecords(List<LegacyRecord> page, Map<RecordKey, RefusedImage> known, long epoch) {
        if (page.isEmpty()) {
            return Pass.EMPTY;
        }
        Map<RecordKey, LegacyTombstone> found =
                legacy.readTombstones(page.stream().map(LegacyRecord::key).toList());
        Pass pass = Pass.EMPTY;
        List<Image> ready = new ArrayList<>();
        List<RecordKey> again = new ArrayList<>();
        for (LegacyRecord record : page) {
            Image.Present image = record.image();
            Optional<SendResult> before =
                    sender.beforeSending(image, Optional.ofNullable(found.get(record.key())), epoch);
            if (before.isEmpty()) {
                ready.add(image);
            } else {
                pass = pass.plus(Pass.of(record.key(), before.get()));
                collectReminted(record.key(), before.get(), again);
            }
        }
        BatchSender.Sent sent = send(ready, known, epoch);
        again.addAll(sent.reminted());
        return pass.plus(sent.pass()).plus(sendAgain(again, epoch));
    }

    private BatchSender.Sent send(List<Image> images, Map<RecordKey, RefusedImage> known, long epoch) {
        return batches.send(
                images,
                epoch,
                (image, result) -> refusals.became(image, result, Optional.ofNullable(known.get(image.key()))));
    }

    private static void collectReminted(RecordKey key, SendResult result, List<RecordKey> again) {
        if (result instanceof SendResult.Reminted) {
            again.add(key);
        }
    }

    private Pass sendAgain(List<RecordKey> keys, long epoch) {
        return keys.stream()
                .map(key -> Pass.of(key, sender.sendCurrent(key, epoch)))
                .reduce(Pass.EMPTY, Pass::plus);
    }

    private Pass settleTombstones(
            List<LegacyTombstone> page, Map<RecordKey, RefusedImage> known, long epoch, Duration grace) {
        Pass pass = Pass.EMPTY;
        List<Image> ready = new ArrayList<>();
        for (LegacyTombstone intent : page) {
            switch (tombstones.settle(intent, grace)) {
                case SEND -> ready.add(intent.image());
                case SUPERSEDED -> pass = pass.plus(Pass.SUPERSEDED);
                case SKIPPED -> pass = pass.plus(Pass.SKIPPED);
            }
        }
        return pass.plus(send(ready, known, epoch).pass());
    }
}
