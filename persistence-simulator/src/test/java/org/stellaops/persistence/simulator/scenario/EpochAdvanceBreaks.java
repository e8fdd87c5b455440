// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/**
 * What a removal of tombstones must not leave out; each of it left out must be caught by {@link EpochAdvanceScenario}. Not here,
 * because a random search finds them too rarely, are a removal by key alone and an epoch advance that takes another's success for its own:
 * they have tests of their own. So has the fence while the legacy store leads: without it versions go back, which loses no
 * write, since the follower's epoch refuses what is late.
 */
final class EpochAdvanceBreaks {

    private EpochAdvanceBreaks() {}

    /**
     * A break, and where to look for it.
     *
     * @param leader who leads in the scenario that catches it
     */
    record Injected(Break broken, Side leader, EpochAdvanceScenario.Beside beside) {

        @Override
        public String toString() {
            return broken + " (" + leader + " leads)";
        }
    }

    static List<Injected> all() {
        return List.of(
                new Injected(removedWithoutRaisingTheEpoch(), Side.LEGACY, EpochAdvanceScenario.Beside.NOBODY),
                new Injected(removedWithoutRaisingTheEpoch(), Side.LEGACY, EpochAdvanceScenario.Beside.BACKFILL),
                new Injected(removedWithoutRaisingTheEpoch(), Side.TARGET, EpochAdvanceScenario.Beside.NOBODY),
                new Injected(
                        Break.named("tombstones are removed before the follower's epoch is raised")
                                .control(
                                        "compareAndSet",
                                        (real, a) -> isOfFollower(a)
                                                || real.compareAndSet((ControlRecord) a[0], (ControlRecord) a[1])),
                        Side.LEGACY,
                        EpochAdvanceScenario.Beside.NOBODY),
                new Injected(withoutFence(), Side.TARGET, EpochAdvanceScenario.Beside.NOBODY),
                new Injected(
                        Break.named("what is provisional is not held against the tombstone before that goes")
                                .legacy("provisionalRecords", (real, a) -> List.of()),
                        Side.TARGET,
                        EpochAdvanceScenario.Beside.NOBODY),
                new Injected(
                        Break.named("a pending tombstone is taken for settled")
                                .legacy("replicatedTombstones", (real, a) -> pending(real, a))
                                .legacy("removeTombstones", (real, a) -> removePending(real, tombstones(a[0]))),
                        Side.LEGACY,
                        EpochAdvanceScenario.Beside.NOBODY));
    }

    private static Break removedWithoutRaisingTheEpoch() {
        return Break.named("tombstones are removed without raising the epoch")
                .control("compareAndSet", (real, a) -> true)
                .control("raiseFence", (real, a) -> ControlStore.FenceStrength.STRONG);
    }

    private static Break withoutFence() {
        return Break.named("an epoch advance raises no fence")
                .control("raiseFence", (real, a) -> ControlStore.FenceStrength.STRONG);
    }

    private static boolean isOfFollower(Object[] arguments) {
        return ((ControlRecord) arguments[0]).phase() == Phase.AWAY
                && ((ControlRecord) arguments[1]).phase() == Phase.AWAY;
    }

    private static List<Image.Tombstone> tombstones(Object argument) {
        return ((Collection<?>) argument)
                .stream().map(Image.Tombstone.class::cast).toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Image.Tombstone> pending(LegacyStore real, Object[] arguments) {
        Optional<RecordKey> after = (Optional<RecordKey>) arguments[0];
        return Stream.concat(
                        real.replicatedTombstones(after, 100).stream(),
                        real.pendingTombstones(after, 100).stream().map(LegacyTombstone::image))
                .sorted((left, right) -> left.key().compareTo(right.key()))
                .toList();
    }

    private static long removePending(LegacyStore real, List<Image.Tombstone> tombstones) {
        tombstones.forEach(it -> {
            boolean ignored = real.clearTombstonePending(it.key(), it.stamp());
        });
        return real.removeTombstones(tombstones);
    }
}
