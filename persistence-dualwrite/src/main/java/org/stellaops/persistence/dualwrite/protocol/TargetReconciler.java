package org.stellaops.persistence.dualwrite.protocol;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
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

    /** Reconciles one entity type, in the epochs of the target's control record. */
    public TargetReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ReverseSender(pair, settings, listener);
        this.batches = new BatchSender<>(this::sendEach, sender::send);
        this.sweeper = new Sweeper(legacy, settings);
        this.strays = new StraySearch(pair, settings, listener);
    }

    @Override
    public Pass runOnce() {
        OptionalLong epoch = epochs.steadyEpoch();
        return epoch.isEmpty() ? Pass.EMPTY : drain(epoch.getAsLong());
    }

    @Override
    public Pass drain(long epoch) {
        int swept = sweeper.sweep();
        int found = strays.search(epoch);
        return new Pass(swept, 0, found, 0, 0, 0).plus(sendPending(epoch));
    }

    @Override
    public long depth() {
        return target.pendingCount();
    }

    @Override
    public Optional<Instant> oldest() {
        return target.pending(Optional.empty(), settings.batch()).stream()
                .flatMap(image -> Ulids.madeAt(image.stamp()).stream())
                .min(Comparator.naturalOrder());
    }

    /** Marks in the legacy store are strays while the target leads; with one left, the lead must not go back. */
    @Override
    public boolean foundEmpty() {
        return target.pendingCount() == 0
                && legacy.unconfirmedRecords(Optional.empty(), 1).isEmpty()
                && legacy.pendingCount() == 0
                && target.pendingCount() == 0;
    }

    private Pass sendPending(long epoch) {
        Pass pass = Pass.EMPTY;
        Optional<RecordKey> after = Optional.empty();
        List<Image> page;
        do {
            page = target.pending(after, settings.batch());
            BatchSender.Sent sent = batches.send(page, epoch);
            pass = pass.plus(sent.pass());
            for (RecordKey key : sent.reminted()) {
                pass = pass.plus(Pass.of(sender.sendCurrent(key, epoch)));
            }
            after = page.stream().map(Image::key).max(RecordKey::compareTo);
        } while (page.size() == settings.batch());
        return pass;
    }

    private List<SendResult> sendEach(List<Image> images, long epoch) {
        return images.stream().map(image -> sender.send(image, epoch)).toList();
    }
}
