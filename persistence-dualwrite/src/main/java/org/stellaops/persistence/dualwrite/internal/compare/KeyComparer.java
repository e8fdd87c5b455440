// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Divergence.MissingOnLegacy;
import org.stellaops.persistence.dualwrite.divergence.Divergence.MissingOnTarget;
import org.stellaops.persistence.dualwrite.divergence.Divergence.NotComparable;
import org.stellaops.persistence.dualwrite.divergence.Divergence.StoredHashDiffers;
import org.stellaops.persistence.dualwrite.divergence.Divergence.VersionDiffers;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;

/**
 * Compares one key in both stores (section 7 of {@code docs/spec/protocol.md}): the leader, the follower, the leader
 * again. A
 * difference counts only if the leader was the same and not pending both times, so that no write in flight can explain
 * it, and the follower carries no pending flag: if it does, this process may not know yet that the leader has changed.
 *
 * <p>Safe for concurrent use. Waits on I/O only. A store that does not answer is a {@link
 * org.stellaops.persistence.StoreException}; a record that cannot be read is {@link NotComparable}.
 */
public final class KeyComparer {

    private final LegacyStore legacy;
    private final TargetStore target;
    private final int fieldLimit;
    private final ComparisonPolicy policy;

    /** As {@link #KeyComparer(EntityPair, int)}, with everything that differs a divergence. */
    public KeyComparer(LegacyStore legacy, TargetStore target, int fieldLimit) {
        this(legacy, target, fieldLimit, ComparisonPolicy.STRICT);
    }

    /**
     * A comparer of one entity type.
     *
     * @param fieldLimit the maximum number of differing fields listed per record
     */
    public KeyComparer(EntityPair pair, int fieldLimit) {
        this(pair.legacy(), pair.target(), fieldLimit, pair.comparison());
    }

    private KeyComparer(LegacyStore legacy, TargetStore target, int fieldLimit, ComparisonPolicy policy) {
        this.legacy = legacy;
        this.target = target;
        this.fieldLimit = fieldLimit;
        this.policy = policy;
    }

    /** Compares a key once. */
    public KeyComparison compare(Side leader, RecordKey key) {
        KeySnapshot before = snapshot(leader, key);
        if (!before.atRest()) {
            return unsettled(before);
        }
        KeySnapshot follower = snapshot(leader.other(), key);
        KeySnapshot after = snapshot(leader, key);
        if (!before.equals(after) || !follower.atRest()) {
            return unsettled(follower);
        }
        return decide(leader, after, follower);
    }

    private static KeyComparison unsettled(KeySnapshot snapshot) {
        return new KeyComparison.Unsettled(snapshot.pending() ? Cause.PENDING : Cause.IN_FLIGHT);
    }

    private KeySnapshot snapshot(Side side, RecordKey key) {
        return side == Side.LEGACY ? KeySnapshot.at(legacy, key) : KeySnapshot.at(target, key);
    }

    /** The pure decision for two states at rest. */
    private KeyComparison decide(Side leading, KeySnapshot leader, KeySnapshot follower) {
        boolean legacyLeads = leading == Side.LEGACY;
        KeySnapshot onLegacy = legacyLeads ? leader : follower;
        KeySnapshot onTarget = legacyLeads ? follower : leader;
        if (!onLegacy.present() && !onTarget.present()) {
            return new KeyComparison.Absent();
        }
        Optional<Divergence> presence = presence(onLegacy, onTarget);
        if (presence.isPresent()) {
            return differs(leading, leader, follower, presence.get());
        }
        StructDiff.Result contents = StructDiff.between(
                onLegacy.content().orElseThrow(), onTarget.content().orElseThrow(), fieldLimit, policy);
        return contents.fields()
                .<Divergence>map(Function.identity())
                .or(() -> versions(onLegacy, onTarget))
                // What a rule lets pass may be why a hash does not fit.
                .or(() -> contents.applied().isEmpty() ? hashes(leading.other(), follower) : Optional.empty())
                .map(it -> differs(leading, leader, follower, it))
                .orElseGet(() -> new KeyComparison.Equal(
                        onLegacy.stamp(), onLegacy.hashFits() && onTarget.hashFits(), contents.applied()));
    }

    private static KeyComparison differs(
            Side leading, KeySnapshot leader, KeySnapshot follower, Divergence divergence) {
        return new KeyComparison.Differs(divergence, new CauseRules(leading, leader, follower).of(divergence));
    }

    private static Optional<Divergence> presence(KeySnapshot onLegacy, KeySnapshot onTarget) {
        Optional<Divergence> unreadable = unreadable(onLegacy, onTarget);
        if (unreadable.isPresent()) {
            return unreadable;
        } else if (!onTarget.present()) {
            return Optional.of(new MissingOnTarget());
        }
        return onLegacy.present() ? Optional.empty() : Optional.of(new MissingOnLegacy());
    }

    private static Optional<Divergence> versions(KeySnapshot onLegacy, KeySnapshot onTarget) {
        return onLegacy.stamp().equals(onTarget.stamp())
                ? Optional.empty()
                : Optional.of(new VersionDiffers(onLegacy.stamp(), onTarget.stamp()));
    }

    /**
     * A wrong hash in the leader reveals a writer that bypassed the library. Its content counts, so that is no difference; one in the
     * follower is.
     */
    private static Optional<Divergence> hashes(Side following, KeySnapshot follower) {
        return follower.hashFits() ? Optional.empty() : Optional.of(new StoredHashDiffers(following));
    }

    private static Optional<Divergence> unreadable(KeySnapshot onLegacy, KeySnapshot onTarget) {
        return onLegacy.problem()
                .map(it -> new NotComparable(Side.LEGACY, it))
                .or(() -> onTarget.problem().map(it -> new NotComparable(Side.TARGET, it)))
                .map(Function.identity());
    }
}
