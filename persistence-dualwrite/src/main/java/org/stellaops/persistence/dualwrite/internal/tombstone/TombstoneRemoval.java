package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;

/**
 * Removes tombstones behind an epoch advance, never by age alone (3.5).
 *
 * <p>What is collected was settled before the epoch was raised: whatever was prepared before then is refused by the epoch
 * from then on, and whatever is prepared afterwards finds the key deleted on both sides, or a record above the tombstone. So
 * a tombstone that was collected and is unchanged is of no use to anybody, for ever, and it does not matter when its removal
 * lands, in which order, or whether it lands in one of the stores only.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores, for as long
 * as there are tombstones to look at; callers of the module do not wait. <b>Failure.</b> A store that cannot be asked is a
 * result.
 */
public final class TombstoneRemoval {

    private final ModuleStores stores;
    private final ProtocolSettings settings;
    private final DualWriteListener listener;
    private final EpochAdvance epochAdvance;

    /** Removes from the stores of one module. */
    public TombstoneRemoval(ModuleStores stores, ProtocolSettings settings, DualWriteListener listener) {
        this.stores = stores;
        this.settings = settings;
        this.listener = listener.contained();
        this.epochAdvance = new EpochAdvance(stores, settings, listener);
    }

    /**
     * Collects, renews the epoch, removes. Both stores must be reachable; where nothing is to be removed the epoch stays.
     *
     * @param leader who leads
     */
    public TombstoneRemovalResult remove(Side leader, TombstoneRetention retention) {
        TombstoneRemovalResult result = attempt(leader, retention);
        report(result);
        return result;
    }

    private TombstoneRemovalResult attempt(Side leader, TombstoneRetention retention) {
        try {
            // First: an epoch that another epoch advance begins while this one collects must not be taken for its own
            // (A13).
            ControlRecord before = stores.control(leader).read();
            Optional<String> objection = epochAdvance.objection(leader, before);
            return objection.isPresent()
                    ? new TombstoneRemovalResult.Refused(objection.get())
                    : remove(leader, before, collect(retention));
        } catch (StoreException e) {
            return new TombstoneRemovalResult.Refused("a store could not be asked: " + e.getMessage());
        }
    }

    private TombstoneRemovalResult remove(Side leader, ControlRecord before, List<ReplicatedTombstones> collected) {
        if (collected.stream().allMatch(ReplicatedTombstones::isEmpty)) {
            return new TombstoneRemovalResult.NothingToRemove();
        }
        return epochAdvance
                .advance(leader, before)
                .<TombstoneRemovalResult>map(TombstoneRemovalResult.Refused::new)
                .orElseGet(() -> new Run(leader, EpochAdvance.after(before)).removeAll(collected));
    }

    private List<ReplicatedTombstones> collect(TombstoneRetention retention) {
        return stores.pairs().stream()
                .map(pair -> ReplicatedTombstones.collect(
                        pair, retention, settings.batch(), settings.clock().instant()))
                .toList();
    }

    private void report(TombstoneRemovalResult result) {
        if (result instanceof TombstoneRemovalResult.Removed it) {
            listener.on(new DualWriteEvent.TombstonesRemoved(
                    stores.module(), it.epoch(), it.fromLegacy(), it.fromTarget(), it.more()));
        } else if (result instanceof TombstoneRemovalResult.Refused it) {
            listener.on(new DualWriteEvent.TombstonesKept(stores.module(), it.reason()));
        } else if (result instanceof TombstoneRemovalResult.Stopped it) {
            listener.on(new DualWriteEvent.TombstonesRemoved(
                    stores.module(), it.epoch(), it.fromLegacy(), it.fromTarget(), true));
            listener.on(new DualWriteEvent.TombstonesKept(stores.module(), it.reason()));
        }
    }

    /** The removal of what was collected, and how far it came. */
    private final class Run {

        private final Side leader;
        private final long epoch;
        private long fromLegacy;
        private long fromTarget;

        private Run(Side leader, long epoch) {
            this.leader = leader;
            this.epoch = epoch;
        }

        /** The follower first, so that what a death in between leaves is found where the next run looks first anyway. */
        private TombstoneRemovalResult removeAll(List<ReplicatedTombstones> collected) {
            try {
                for (ReplicatedTombstones it : collected) {
                    removeUnchanged(it, leader.other(), it.ofFollower(leader));
                    removeUnchanged(it, leader, it.ofLeader(leader));
                }
            } catch (StoreException e) {
                return new TombstoneRemovalResult.Stopped(
                        epoch, fromLegacy, fromTarget, "a store failed: " + e.getMessage());
            }
            return new TombstoneRemovalResult.Removed(
                    epoch, fromLegacy, fromTarget, collected.stream().anyMatch(ReplicatedTombstones::more));
        }

        private void removeUnchanged(ReplicatedTombstones collected, Side side, List<Image.Tombstone> some) {
            long removed = 0;
            for (int from = 0; from < some.size(); from += settings.batch()) {
                int to = Math.min(some.size(), from + settings.batch());
                long now = collected.remove(side, some.subList(from, to));
                removed += now;
                count(side, now);
                progress(collected.pair().type(), side, removed, to, some.size());
            }
        }

        private void count(Side side, long removed) {
            if (side == Side.LEGACY) {
                fromLegacy += removed;
            } else {
                fromTarget += removed;
            }
        }
    }

    private void progress(EntityType<?> type, Side side, long removed, long seen, long of) {
        listener.on(new DualWriteEvent.TombstoneRemovalProgress(stores.module(), type.name(), side, removed, seen, of));
    }
}
