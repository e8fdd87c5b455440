// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.tombstone;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.spi.Image;

/**
 * The tombstones of one entity type that a removal may take: those that carried no pending flag in their store when
 * they were
 * collected.
 *
 * @param pair the stores
 * @param ofLegacy those in the legacy store
 * @param ofTarget those in the target
 * @param more whether a store has more
 */
public record ReplicatedTombstones(
        EntityPair pair, List<Image.Tombstone> ofLegacy, List<Image.Tombstone> ofTarget, boolean more) {

    /** Reads the tombstones of one of the stores page by page. */
    private interface Pages {
        List<Image.Tombstone> page(Optional<RecordKey> after, int limit);
    }

    /** Collects from both stores. */
    public static ReplicatedTombstones collect(EntityPair pair, TombstoneRetention retention, int batch, Instant now) {
        Set<Image.Tombstone> ofLegacy = new LinkedHashSet<>();
        Set<Image.Tombstone> ofTarget = new LinkedHashSet<>();
        boolean moreInLegacy = collect(pair.legacy()::replicatedTombstones, ofLegacy, retention, batch, now);
        boolean moreInTarget = collect(pair.target()::replicatedTombstones, ofTarget, retention, batch, now);
        return new ReplicatedTombstones(
                pair, List.copyOf(ofLegacy), List.copyOf(ofTarget), moreInLegacy || moreInTarget);
    }

    private static boolean collect(
            Pages pages, Set<Image.Tombstone> found, TombstoneRetention retention, int batch, Instant now) {
        List<Image.Tombstone> page = pages.page(Optional.empty(), batch);
        while (!page.isEmpty()) {
            for (Image.Tombstone it : page) {
                if (retention.isOver(it, now)) {
                    if (found.size() == retention.atMost()) {
                        return true;
                    }
                    found.add(it);
                }
            }
            page = pages.page(Optional.of(page.get(page.size() - 1).key()), batch);
        }
        return false;
    }

    public boolean isEmpty() {
        return ofLegacy.isEmpty() && ofTarget.isEmpty();
    }

    /**
     * From the leader, only those whose pending flag was cleared: the delete of a pending one may not have happened.
     */
    public List<Image.Tombstone> ofLeader(Side leader) {
        return leader == Side.LEGACY ? ofLegacy : ofTarget;
    }

    /**
     * From the follower, all: those that only the leader knew to be replicated, and those left by an earlier removal.
     */
    public List<Image.Tombstone> ofFollower(Side leader) {
        Set<Image.Tombstone> all = new LinkedHashSet<>(ofLeader(leader));
        all.addAll(ofLeader(leader.other()));
        return new ArrayList<>(all);
    }

    /** Removes the unchanged ones from one of the stores. */
    public long remove(Side side, List<Image.Tombstone> some) {
        return side == Side.LEGACY
                ? pair.legacy().removeTombstones(some)
                : pair.target().removeTombstones(some);
    }
}
