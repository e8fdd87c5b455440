package org.stellaops.persistence.dualwrite.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** The reconciler of a leading legacy store (3.4). */
public final class LegacyReconciler implements Reconciler {

    private final LegacyStore legacy;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final ForwardSender sender;
    private final BatchSender<Image> batches;
    private final TombstoneSettlement tombstones;

    /** Reconciles one entity type, in the epochs of the legacy control record. */
    public LegacyReconciler(EntityPair pair, EpochView epochs, ProtocolSettings settings, DualWriteListener listener) {
        this.legacy = pair.legacy();
        this.epochs = epochs;
        this.settings = settings;
        this.sender = new ForwardSender(pair, settings, listener);
        this.batches = new BatchSender<>(sender::sendAll, sender::send);
        this.tombstones = new TombstoneSettlement(legacy, settings);
    }

    @Override
    public Pass runOnce() {
        OptionalLong epoch = epochs.steadyEpoch();
        return epoch.isEmpty() ? Pass.EMPTY : run(epoch.getAsLong(), settings.grace());
    }

    @Override
    public Pass drain(long epoch) {
        return run(epoch, Duration.ZERO);
    }

    @Override
    public long depth() {
        return legacy.pendingCount();
    }

    @Override
    public Optional<Instant> oldest() {
        return Stream.concat(
                        legacy.pendingRecords(Optional.empty(), settings.batch()).stream()
                                .map(LegacyRecord::stamp),
                        legacy.pendingTombstones(Optional.empty(), settings.batch()).stream()
                                .map(LegacyTombstone::stamp))
                .flatMap(stamp -> Ulids.madeAt(stamp).stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public boolean foundEmpty() {
        return legacy.pendingTombstones(Optional.empty(), 1).isEmpty()
                && legacy.pendingRecords(Optional.empty(), 1).isEmpty()
                && legacy.pendingTombstones(Optional.empty(), 1).isEmpty()
                && legacy.pendingCount() == 0;
    }

    private Pass run(long epoch, Duration grace) {
        return settleTombstones(epoch, grace).plus(settleRecords(epoch));
    }

    private Pass settleRecords(long epoch) {
        Pass pass = Pass.EMPTY;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyRecord> page;
        do {
            page = legacy.pendingRecords(after, settings.batch());
            pass = pass.plus(settleRecords(page, epoch));
            after = page.stream().map(LegacyRecord::key).max(RecordKey::compareTo);
        } while (page.size() == settings.batch());
        return pass;
    }

    /** The records were read first; their tombstones are read now. */
    private Pass settleRecords(List<LegacyRecord> page, long epoch) {
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
                pass = pass.plus(Pass.of(before.get()));
                collectReminted(record.key(), before.get(), again);
            }
        }
        BatchSender.Sent sent = batches.send(ready, epoch);
        again.addAll(sent.reminted());
        return pass.plus(sent.pass()).plus(sendAgain(again, epoch));
    }

    private static void collectReminted(RecordKey key, SendResult result, List<RecordKey> again) {
        if (result instanceof SendResult.Reminted) {
            again.add(key);
        }
    }

    private Pass sendAgain(List<RecordKey> keys, long epoch) {
        return keys.stream().map(key -> Pass.of(sender.sendCurrent(key, epoch))).reduce(Pass.EMPTY, Pass::plus);
    }

    private Pass settleTombstones(long epoch, Duration grace) {
        Pass pass = Pass.EMPTY;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyTombstone> page;
        do {
            page = legacy.pendingTombstones(after, settings.batch());
            pass = pass.plus(settleTombstones(page, epoch, grace));
            after = page.stream().map(LegacyTombstone::key).max(RecordKey::compareTo);
        } while (page.size() == settings.batch());
        return pass;
    }

    private Pass settleTombstones(List<LegacyTombstone> page, long epoch, Duration grace) {
        Pass pass = Pass.EMPTY;
        List<Image> ready = new ArrayList<>();
        for (LegacyTombstone intent : page) {
            switch (tombstones.settle(intent, grace)) {
                case SEND -> ready.add(intent.image());
                case SUPERSEDED -> pass = pass.plus(Pass.SUPERSEDED);
                case SKIPPED -> pass = pass.plus(Pass.SKIPPED);
            }
        }
        return pass.plus(batches.send(ready, epoch).pass());
    }
}
