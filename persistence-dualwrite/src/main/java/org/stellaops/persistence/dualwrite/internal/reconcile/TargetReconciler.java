// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ProvisionalCleanup;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.Resend;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.value.Struct;

/**
 * The reconciler of a leading target: sends what is pending, cleans up provisional records in the legacy store, and
 * finds stale-epoch writes there (4.2 to 4.4).
 */
public final class TargetReconciler implements Reconciler {

    private final LegacyStore legacy;
    private final TargetStore target;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final ReverseSender sender;
    private final BatchSender<Image> batches;
    private final ProvisionalCleanup cleanup;
    private final StaleWriteScan staleWrites;
    private final RejectionTracker rejections;
    private final PendingCursor<Image> pending;

    /** Reconciles one entity type, in the epochs of the target's control record; keeps no dead letters. */
    public TargetReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this(pair, epochs, settings, listener, DeadLetters.none(), Together.inTurn());
    }

    /** Reconciles one entity type, in the epochs of the target's control record. */
    public TargetReconciler(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            DualWriteListener listener,
            DeadLetters letters,
            Together together) {
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ReverseSender(pair, settings, listener);
        this.batches = new BatchSender<>(sender::sendAll, sender::send);
        this.cleanup = new ProvisionalCleanup(legacy, settings);
        this.staleWrites = new StaleWriteScan(pair, settings, listener);
        this.rejections = new RejectionTracker(pair.type(), letters, settings, new Reports(pair.type(), listener));
        this.pending = new PendingCursor<>(
                (after, limit) -> target.pending(after, limit, settings.batchBytes()),
                Image::key,
                Image::stamp,
                settings.batch(),
                new PendingCursor.Weight<>(TargetReconciler::contentOf, settings.batchBytes()),
                rejections,
                together);
    }

    @Override
    public ReconcileResult runOnce(PassLimits limits) {
        OptionalLong steady = epochs.steadyEpoch();
        if (steady.isEmpty()) {
            return ReconcileResult.EMPTY;
        }
        long epoch = steady.getAsLong();
        ReconcileResult pass =
                findStaleWrites(epoch).plus(pending.due(limits, (page, known) -> send(page, known, epoch)));
        rejections.cleanUp(this::isStillPending);
        return pass;
    }

    @Override
    public ReconcileResult drain(long epoch) {
        return findStaleWrites(epoch).plus(pending.all((page, known) -> send(page, known, epoch)));
    }

    @Override
    public SendResult sendKey(RecordKey key, long epoch) {
        return Resend.whileBumped(
                settings.attempts(), () -> sender.sendCurrent(key, epoch), () -> sender.sendCurrent(key, epoch));
    }

    @Override
    public boolean isStillPending(RejectedImage refused) {
        return target.state(refused.key())
                .filter(it -> it.isPending() && it.stamp().equals(refused.stamp()))
                .isPresent();
    }

    @Override
    public RejectionTracker rejections() {
        return rejections;
    }

    @Override
    public long depth() {
        return target.pendingCount();
    }

    @Override
    public Backlog backlog() {
        return Backlog.of(target.pendingSample(Backlog.MOST), rejections.dead(Backlog.MOST));
    }

    /**
     * Pending flags in the legacy store are stale-epoch writes while the target leads; while one is left, the leader
     * must not change back.
     */
    @Override
    public boolean foundEmpty() {
        return target.pendingCount() == 0
                && legacy.provisionalRecords(Optional.empty(), 1).isEmpty()
                && legacy.pendingCount() == 0
                && target.pendingCount() == 0;
    }

    private static Optional<Struct> contentOf(Image image) {
        return image instanceof Image.Present it ? Optional.of(it.content()) : Optional.empty();
    }

    private ReconcileResult findStaleWrites(long epoch) {
        int swept = cleanup.cleanUp();
        int found = staleWrites.search(epoch);
        return new ReconcileResult(swept, 0, found, 0, 0, 0);
    }

    private ReconcileResult send(List<Image> page, Map<RecordKey, RejectedImage> known, long epoch) {
        BatchSender.Sent sent = batches.send(
                page,
                epoch,
                (image, result) -> rejections.became(image, result, Optional.ofNullable(known.get(image.key()))));
        ReconcileResult pass = sent.pass();
        for (RecordKey key : sent.bumped()) {
            pass = pass.plus(ReconcileResult.of(key, sender.sendCurrent(key, epoch)));
        }
        return pass;
    }
}
