// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Divergence.MissingOnLegacy;
import org.stellaops.persistence.dualwrite.divergence.Divergence.MissingOnTarget;
import org.stellaops.persistence.dualwrite.divergence.Divergence.NotComparable;
import org.stellaops.persistence.dualwrite.divergence.Divergence.StoredHashDiffers;
import org.stellaops.persistence.dualwrite.divergence.Divergence.VersionDiffers;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.value.ContentHash;

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

    /**
     * A comparer of one entity type.
     *
     * @param fieldLimit the maximum number of differing fields listed per record
     */
    public KeyComparer(LegacyStore legacy, TargetStore target, int fieldLimit) {
        this.legacy = legacy;
        this.target = target;
        this.fieldLimit = fieldLimit;
    }

    /** Compares a key once. */
    public KeyComparison compare(Side leader, RecordKey key) {
        KeySnapshot before = snapshot(leader, key);
        if (!before.atRest()) {
            return new KeyComparison.Unsettled();
        }
        KeySnapshot follower = snapshot(leader.other(), key);
        KeySnapshot after = snapshot(leader, key);
        if (!before.equals(after) || !follower.atRest()) {
            return new KeyComparison.Unsettled();
        }
        return leader == Side.LEGACY ? decide(leader, after, follower) : decide(leader, follower, after);
    }

    private KeySnapshot snapshot(Side side, RecordKey key) {
        return side == Side.LEGACY ? KeySnapshot.at(legacy, key) : KeySnapshot.at(target, key);
    }

    /** The pure decision for two states at rest. */
    private KeyComparison decide(Side leader, KeySnapshot onLegacy, KeySnapshot onTarget) {
        if (!onLegacy.present() && !onTarget.present()) {
            return new KeyComparison.Absent();
        }
        return divergence(leader, onLegacy, onTarget)
                .<KeyComparison>map(KeyComparison.Differs::new)
                .orElseGet(() -> new KeyComparison.Equal(onLegacy.stamp(), hashFits(onLegacy) && hashFits(onTarget)));
    }

    private Optional<Divergence> divergence(Side leader, KeySnapshot onLegacy, KeySnapshot onTarget) {
        Optional<Divergence> unreadable = unreadable(onLegacy, onTarget);
        if (unreadable.isPresent()) {
            return unreadable;
        } else if (!onTarget.present()) {
            return Optional.of(new MissingOnTarget());
        } else if (!onLegacy.present()) {
            return Optional.of(new MissingOnLegacy());
        }
        return fields(onLegacy, onTarget).or(() -> stamps(leader, onLegacy, onTarget));
    }

    private Optional<Divergence> fields(KeySnapshot onLegacy, KeySnapshot onTarget) {
        return StructDiff.between(
                        onLegacy.content().orElseThrow(), onTarget.content().orElseThrow(), fieldLimit)
                .map(Function.identity());
    }

    private static Optional<Divergence> stamps(Side leader, KeySnapshot onLegacy, KeySnapshot onTarget) {
        if (!onLegacy.stamp().equals(onTarget.stamp())) {
            return Optional.of(new VersionDiffers(onLegacy.stamp(), onTarget.stamp()));
        }
        // A wrong hash in the leader reveals a writer that bypassed the library. Its content counts, so this is no
        // difference.
        Side follower = leader.other();
        return hashFits(follower == Side.LEGACY ? onLegacy : onTarget)
                ? Optional.empty()
                : Optional.of(new StoredHashDiffers(follower));
    }

    private static Optional<Divergence> unreadable(KeySnapshot onLegacy, KeySnapshot onTarget) {
        return onLegacy.problem()
                .map(it -> new NotComparable(Side.LEGACY, it))
                .or(() -> onTarget.problem().map(it -> new NotComparable(Side.TARGET, it)))
                .map(Function.identity());
    }

    private static boolean hashFits(KeySnapshot snapshot) {
        return snapshot.storedHash().isEmpty()
                || snapshot.storedHash().equals(snapshot.content().map(ContentHash::of));
    }
}
