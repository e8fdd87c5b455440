package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
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
 * Raises the epoch of a module without moving its lead (3.5): afterwards neither store accepts what was prepared before.
 * Callers do not wait; whoever is refused reads the epoch and tries again.
 *
 * <p>By one, where a change of leader raises it by two: an epoch and the next are of one leader without a break, which
 * {@link EpochView#confirms} rests on.
 *
 * <p>Safe for concurrent use, by any number of processes; at most one epoch advance begins each epoch. Waits on both stores, and
 * throws what they throw; what was raised by then may stay raised, which harms nothing.
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

    /** Why the epoch of this leader cannot be renewed now, as far as its control record tells. */
    public Optional<String> objection(Side leader, ControlRecord before) {
        return switch (before.phase()) {
            case STEADY -> Optional.empty();
            case MOVING -> Optional.of("a change of leader is under way; try again when it is over");
            case AWAY -> Optional.of("the " + name(leader) + " store does not lead");
        };
    }

    /**
     * Begins the next epoch in both stores.
     *
     * @param before the control record of the leader as it was before the caller read what it relies on
     * @return why the next epoch does not hold in both stores; empty if it does
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

    /** Before anything is changed, so that a module whose fence is weak does not change its epoch for nothing. */
    private Optional<String> fenceIsStrong(long epoch) {
        ControlStore control = stores.legacyControl();
        return control.fenceEpoch() >= epoch ? Optional.empty() : raiseFence(epoch);
    }

    /**
     * One compare-and-set. If its answer gets lost, the record does not tell whose it is: another epoch advance may have written
     * the same, and its epoch may have begun before this process had read all that it relies on (A13).
     */
    private Optional<String> raiseLeader(Side leader, ControlRecord before, long epoch) {
        return stores.control(leader).compareAndSet(before, before.at(Phase.STEADY, epoch))
                ? Optional.empty()
                : Optional.of("another process renewed the epoch or began to move the lead meanwhile; try again later");
    }

    /** After the leader's record: a writer that is refused must find the new epoch there. */
    private Optional<String> raiseFence(long epoch) {
        return stores.legacyControl().raiseFence(epoch) == FenceStrength.STRONG
                ? Optional.empty()
                : Optional.of(
                        "the legacy store cannot refuse what processes of a former epoch write (no right to collMod,"
                                + " or no validators), so that a paused one could bring a deleted record back; grant collMod on the"
                                + " module's collections");
    }

    /** Only while it follows, and never above the leader: who decided last is told by the higher of two epochs. */
    private Optional<String> raiseFollower(Side follower, long epoch) {
        ControlStore control = stores.control(follower);
        ControlRecord next = new ControlRecord(Phase.AWAY, epoch);
        ControlRecord now = control.initialise(next);
        while (now.epoch() < epoch) {
            if (now.leads()) {
                return Optional.of("the " + name(follower) + " store says that it leads as well");
            }
            if (control.compareAndSet(now, now.at(Phase.AWAY, epoch))) {
                return Optional.empty();
            }
            now = control.read();
        }
        return Optional.empty();
    }

    /**
     * While the target leads, an insert of a former epoch may stand in the legacy store that nobody has yet held against the
     * tombstone (B9). The fence lets no more of them come; those that are there are finished while the tombstone still is.
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
        Optional<RecordKey> after = Optional.empty();
        while (true) {
            List<LegacyRecord> page = pair.legacy().provisionalRecords(after, settings.batch());
            if (page.stream().anyMatch(it -> isBefore(epoch, it))) {
                return true;
            } else if (page.size() < settings.batch()) {
                return false;
            }
            after = page.stream().map(LegacyRecord::key).max(RecordKey::compareTo);
        }
    }

    private static boolean isBefore(long epoch, LegacyRecord record) {
        return record.provisional().filter(it -> it.epoch() < epoch).isPresent();
    }

    private static String name(Side side) {
        return side == Side.LEGACY ? "legacy" : "target";
    }
}
