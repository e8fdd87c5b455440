// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.replicate.ProvisionalCleanup;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyRecord;

/**
 * Raises the epoch of a module without a leader change (3.5): afterwards neither store accepts what was prepared
 * before. Callers do not wait; a rejected writer rereads the epoch and retries.
 *
 * <p>It raises the epoch by one, while a leader change raises it by two: an epoch and its successor belong to the same
 * leader without interruption, which {@link EpochView#confirms} relies on.
 *
 * <p>Safe for concurrent use, by any number of processes; at most one epoch advance begins each epoch. Waits on both
 * stores, and throws what they throw; a record or fence that was raised by then stays raised, which is harmless.
 */
public final class EpochAdvance {

    private final ModuleStores stores;
    private final ProtocolSettings settings;
    private final DualWriteListener listener;

    public EpochAdvance(ModuleStores stores, ProtocolSettings settings, DualWriteListener listener) {
        this.stores = stores;
        this.settings = settings;
        this.listener = listener.contained();
    }

    /** The epoch that an epoch advance begins. */
    public static long after(ControlRecord before) {
        return before.epoch() + 1;
    }

    /** Why the epoch of this leader cannot advance now, as far as its control record shows. */
    public Optional<String> objection(Side leader, ControlRecord before) {
        return switch (before.phase()) {
            case STEADY ->
                before.generation().giving()
                        ? Optional.of("tenants are being given to another cohort; try again when that is over")
                        : Optional.empty();
            case MOVING -> Optional.of("a leader change is in progress; try again when it is over");
            case AWAY -> Optional.of("the " + leader.configName() + " store does not lead");
        };
    }

    /**
     * Begins the next epoch in both stores.
     *
     * @param before the control record of the leader as it was before the caller read the data that it relies on
     * @return why the next epoch is not in force in both stores; empty if it is
     */
    public Optional<String> advance(Side leader, ControlRecord before) {
        long epoch = after(before);
        Optional<String> hindrance = objection(leader, before)
                .or(() -> fenceIsStrong(before.epoch()))
                .or(() -> raiseLeader(leader, before, epoch))
                .or(() -> raiseFence(epoch))
                .or(() -> raiseFollower(leader.other(), epoch))
                .or(() -> cleanUp(leader, epoch));
        if (hindrance.isEmpty()) {
            listener.on(new DualWriteEvent.EpochAdvanced(
                    stores.module(), leader, epoch, settings.clock().instant()));
        }
        return hindrance;
    }

    /** Before any change, so that a module with a weak fence does not advance its epoch in vain. */
    private Optional<String> fenceIsStrong(long epoch) {
        ControlStore control = stores.legacyControl();
        return control.fenceEpoch() >= epoch ? Optional.empty() : raiseFence(epoch);
    }

    /**
     * One compare-and-set. If its answer is lost, the record does not show which process wrote it: another epoch
     * advance may have written the same, and its epoch may have begun before this process had read everything that it
     * relies on (A13).
     */
    private Optional<String> raiseLeader(Side leader, ControlRecord before, long epoch) {
        return stores.control(leader).compareAndSet(before, before.at(Phase.STEADY, epoch))
                ? Optional.empty()
                : Optional.of("another process advanced the epoch or began a leader change meanwhile; try again later");
    }

    /** After the leader's record: a rejected writer must find the new epoch there. */
    private Optional<String> raiseFence(long epoch) {
        return stores.legacyControl().raiseFence(epoch) == FenceStrength.STRONG
                ? Optional.empty()
                : Optional.of(
                        "the legacy store cannot refuse what processes of a former epoch write (no right to collMod,"
                                + " or no validators), so that a paused one could bring a deleted record back; grant collMod on the"
                                + " module's collections");
    }

    /** Only while it follows, and never above the leader: the higher of two epochs identifies the last decision. */
    private Optional<String> raiseFollower(Side follower, long epoch) {
        ControlStore control = stores.control(follower);
        ControlRecord next = new ControlRecord(Phase.AWAY, epoch);
        ControlRecord now = control.initialise(next);
        while (now.epoch() < epoch) {
            if (now.leads()) {
                return Optional.of(
                        "the " + follower.configName() + " store's control record says that it leads as well");
            }
            if (control.compareAndSet(now, now.at(Phase.AWAY, epoch))) {
                return Optional.empty();
            }
            now = control.read();
        }
        return Optional.empty();
    }

    /**
     * While the target leads, an insert of an earlier epoch may be in the legacy store that has not been checked
     * against the tombstone yet (B9). The fence admits no more of them; existing ones are finished while the tombstone
     * still exists.
     */
    private Optional<String> cleanUp(Side leader, long epoch) {
        return leader == Side.LEGACY
                ? Optional.empty()
                : stores.pairs().stream()
                        .filter(pair -> !isSwept(pair, epoch))
                        .findFirst()
                        .map(pair ->
                                "records of " + pair.type() + " in the legacy store stay provisional; try again later");
    }

    private boolean isSwept(EntityPair pair, long epoch) {
        ProvisionalCleanup cleanup = new ProvisionalCleanup(pair.legacy(), settings);
        for (int i = 0; i < settings.attempts(); i++) {
            if (cleanup.cleanUp() == 0 || !hasProvisionalBefore(epoch, pair)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasProvisionalBefore(long epoch, EntityPair pair) {
        return new KeysetPages<>(pair.legacy()::provisionalRecords, LegacyRecord::key, settings.smallBatch())
                .anyMatch(it -> isBefore(epoch, it));
    }

    /** One that another cohort left, before it gave the tenant to this one, is an earlier one whatever its number is. */
    private static boolean isBefore(long epoch, LegacyRecord record) {
        return record.provisional()
                .filter(it ->
                        Cohort.isEarlier(it.epoch(), epoch) || Cohort.numberOf(it.epoch()) != Cohort.numberOf(epoch))
                .isPresent();
    }
}
