package org.stellaops.persistence.dualwrite.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RefusedImage;
import org.stellaops.persistence.spi.TargetStore;

/** The reconciler of a leading target: sends what is marked, sweeps the legacy store, and finds strays in it (4.2 to 4.4). */
public final class TargetReconciler implements Reconciler {

    private final LegacyStore legacy;
    private final TargetStore target;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final ReverseSender sender;
    private final BatchSender<Image> batches;
    private final Sweeper sweeper;
    private final StraySearch strays;
    private final Refusals refusals;
    private final WorkList<Image> marked;

    /** Reconciles one entity type, in the epochs of the target's control record; keeps no dead letters. */
    public TargetReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this(pair, epochs, settings, listener, DeadLetters.none());
    }

    /** Reconciles one entity type, in the epochs of the target's control record. */
    public TargetReconciler(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            DualWriteListener listener,
            DeadLetters letters) {
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ReverseSender(pair, settings, listener);
        this.batches = new BatchSender<>(this::sendEach, sender::send);
        this.sweeper = new Sweeper(legacy, settings);
        this.strays = new StraySearch(pair, settings, listener);
        this.refusals = new Refusals(pair.type(), letters, settings, new Reports(pair.type(), listener));
        this.marked = new WorkList<>(target::pending, Image::key, Image::stamp, settings.batch(), refusals);
    }

    @Override
    public Pass runOnce(PassLimits limits) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return Pass.EMPTY;
        }
        long epoch = steady.getAsLong();
        Pass pass = findStrays(epoch).plus(marked.due(limits, (page, known) -> send(page, known, epoch)));
        refusals.sweep(this::isStillMarked);
        return pass;
    }

    @Override
    public Pass drain(long epoch) {
        return findStrays(epoch).plus(marked.all((page, known) -> send(page, known, epoch)));
    }

    @Override
    public SendResult sendKey(RecordKey key, long epoch) {
        SendResult result = sender.sendCurrent(key, epoch);
        for (int i = 1; i < settings.attempts() && result instanceof SendResult.Reminted; i++) {
            result = sender.sendCurrent(key, epoch);
        }
        return result;
    }

    @Override
    public boolean isStillMarked(RefusedImage refused) {
        return target.state(refused.key())
                .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                .isPresent();
    }

    @Override
    public Refusals refusals() {
        return refusals;
    }

    @Override
    public long depth() {
        return target.pendingCount();
    }

    @Override
    public Backlog backlog() {
        return Backlog.of(target.pendingSample(Backlog.MOST), refusals.dead(Backlog.MOST));
    }

    /** Marks in the legacy store are strays while the target leads; with one left, the lead must not go back. */
    @Override
    public boolean foundEmpty() {
        return target.pendingCount() == 0
                && legacy.unconfirmedRecords(Optional.empty(), 1).isEmpty()
                && legacy.pendingCount() == 0
                && target.pendingCount() == 0;
    }

    private Pass findStrays(long epoch) {
        int swept = sweeper.sweep();
        int found = strays.search(epoch);
        return new Pass(swept, 0, found, 0, 0, 0);
    }

    private Pass send(List<Image> page, Map<RecordKey, RefusedImage> known, long epoch) {
        BatchSender.Sent sent = batches.send(
                page,
                epoch,
                (image, result) -> refusals.became(image, result, Optional.ofNullable(known.get(image.key()))));
        Pass pass = sent.pass();
        for (RecordKey key : sent.reminted()) {
            pass = pass.plus(Pass.of(key, sender.sendCurrent(key, epoch)));
        }
        return pass;
    }

    private List<SendResult> sendEach(List<Image> images, long epoch) {
        return images.stream().map(image -> sender.send(image, epoch)).toList();
    }
}
