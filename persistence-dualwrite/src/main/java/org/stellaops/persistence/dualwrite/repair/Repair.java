// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.RepairFinished;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;

/**
 * Makes the follower equal to the leader for one key, always through the leader (section 7 of {@code
 * docs/spec/protocol.md}): the leader bumps the version of the key and sets its pending flag, and the key is
 * replicated like any write. Repair writes no content, so it never undoes a live write.
 *
 * <p>Does not run during a leader change. Safe for concurrent use. Waits on I/O and between comparisons. A store that
 * does not
 * answer is
 * a {@link org.stellaops.persistence.StoreException}; repeating the call is safe.
 */
public final class Repair {

    private static final int FIELDS = 20;

    private final EntityPair pair;
    private final Side leader;
    private final LeaderPendingFlag pendingFlag;
    private final ReplicationStep step;
    private final KeyComparer comparer;
    private final Recheck recheck;
    private final DualWriteListener listener;
    private final Pause pause;

    private Repair(
            EntityPair pair,
            Side leader,
            LeaderPendingFlag pendingFlag,
            ReplicationStep step,
            Recheck recheck,
            DualWriteListener listener,
            Pause pause) {
        this.pair = pair;
        this.leader = leader;
        this.pendingFlag = pendingFlag;
        this.step = step;
        this.comparer = new KeyComparer(pair, FIELDS);
        this.recheck = recheck;
        this.listener = listener.contained();
        this.pause = pause;
    }

    /**
     * Repair while the legacy store leads.
     *
     * @param epochs the control record of the legacy store
     * @param recheck how often a key is compared again while writes to it are in flight
     */
    public static Repair legacyLeads(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            Recheck recheck,
            DualWriteListener listener,
            Pause pause) {
        LeaderPendingFlag pendingFlag = new LegacyPendingFlag(pair, epochs, settings.tokens());
        ReplicationStep step = new ForwardReplicationStep(pair, epochs, new ForwardSender(pair, settings, listener));
        return new Repair(pair, Side.LEGACY, pendingFlag, step, recheck, listener, pause);
    }

    /**
     * Repair while the target leads.
     *
     * @param epochs the control record of the target
     * @param recheck how often a key is compared again while writes to it are in flight
     */
    public static Repair targetLeads(
            EntityPair pair,
            EpochView epochs,
            ProtocolSettings settings,
            Recheck recheck,
            DualWriteListener listener,
            Pause pause) {
        LeaderPendingFlag pendingFlag = new TargetPendingFlag(pair, epochs, settings.tokens());
        ReplicationStep step = new ReverseReplicationStep(epochs, new ReverseSender(pair, settings, listener));
        return new Repair(pair, Side.TARGET, pendingFlag, step, recheck, listener, pause);
    }

    /** Repairs one key, if it needs it. */
    public RepairResult repair(RecordKey key) {
        RepairResult result = attempt(key);
        listener.on(new RepairFinished(pair.type().module(), pair.type().name(), key, result.name()));
        return result;
    }

    private RepairResult attempt(RecordKey key) {
        KeyComparison found = replicated(key);
        if (found instanceof KeyComparison.Differs it) {
            return onLeader(it.divergence())
                    .<RepairResult>map(RepairResult.NotRepairable::new)
                    .orElseGet(() -> flagAndReplicate(key));
        }
        return found instanceof KeyComparison.Unsettled ? new RepairResult.Unsettled() : new RepairResult.NothingToDo();
    }

    private RepairResult flagAndReplicate(RecordKey key) {
        Optional<String> problem = pendingFlag.set(key);
        if (problem.isPresent()) {
            return new RepairResult.NotRepairable(problem.get());
        }
        KeyComparison found = replicated(key);
        if (found instanceof KeyComparison.Differs it) {
            return new RepairResult.StillDifferent(it.divergence());
        }
        return found instanceof KeyComparison.Unsettled ? new RepairResult.Unsettled() : new RepairResult.Repaired();
    }

    EntityPair pair() {
        return pair;
    }

    Side leader() {
        return leader;
    }

    /** What a plan executes through the leader. */
    LeaderPendingFlag ofLeader() {
        return pendingFlag;
    }

    /** As {@link ReplicationStep#give}. */
    Optional<ApplyAnswer> give(Image image) {
        return step.give(image);
    }

    /** Compares until the key is at rest; a pending key is replicated first. */
    KeyComparison replicated(RecordKey key) {
        KeyComparison found = comparer.compare(leader, key);
        for (int check = 1; found instanceof KeyComparison.Unsettled && check < recheck.attempts(); check++) {
            step.replicate(key);
            found = comparer.compare(leader, key);
            if (found instanceof KeyComparison.Unsettled && !pause.tryPause(recheck.pause())) {
                return found;
            }
        }
        return found;
    }

    /** A record that the leader cannot read cannot be sent. */
    private Optional<String> onLeader(Divergence divergence) {
        if (divergence instanceof Divergence.NotComparable it && it.side() == leader) {
            return Optional.of("the leader cannot read the record: " + it.reason());
        }
        return Optional.empty();
    }
}
