// SPDX-License-Identifier: Apache-2.0
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
 * Removes tombstones after an epoch advance, never by age alone (3.5).
 *
 * <p>Collected tombstones were replicated before the epoch was raised. Writes prepared before then are rejected by the
 * epoch; writes prepared afterwards find the key deleted on both sides, or a record above the tombstone. So a
 * collected tombstone that is unchanged will never be needed again, and it does not matter when or in which order it
 * is removed, or whether it is removed from one store only.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on both stores, as
 * long as there are tombstones to examine; callers of the module do not wait. <b>Failure.</b> A store that does not
 * answer is a result.
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
     * Collects, advances the epoch, removes. Both stores must be reachable; if there is nothing to remove, the epoch
     * stays.
     *
     * @param leader the leading side
     */
    public TombstoneRemovalResult remove(Side leader, TombstoneRetention retention) {
        TombstoneRemovalResult result = attempt(leader, retention);
        report(result);
        return result;
    }

    private TombstoneRemovalResult attempt(Side leader, TombstoneRetention retention) {
        try {
            // First: an epoch that another process begins while this one collects must not be mistaken for its own
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

    /** The removal of the collected tombstones, and its progress. */
    private final class Run {

        private final Side leader;
        private final long epoch;
        private long fromLegacy;
        private long fromTarget;

        private Run(Side leader, long epoch) {
            this.leader = leader;
            this.epoch = epoch;
        }

        /**
         * The follower first, so that the next run finds the rest if the process dies in between.
         */
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
