// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/** The collection of tombstones and intents. Called inside steps only. */
final class LegacyTombstones {

    private static final StepResult DONE = new StepResult.Done();
    private static final StepResult NO_MATCH = new StepResult.NoMatch();
    private static final StepResult FENCED = new StepResult.Fenced();

    private final MemoryFence fence;
    private final TreeMap<RecordKey, LegacyTombstone> tombstones = new TreeMap<>();

    LegacyTombstones(MemoryFence fence) {
        this.fence = fence;
    }

    SortedMap<RecordKey, LegacyTombstone> behind(Optional<RecordKey> after) {
        return after.<SortedMap<RecordKey, LegacyTombstone>>map(it -> tombstones.tailMap(it, false))
                .orElse(tombstones);
    }

    /** What restores the state of now. */
    Runnable keep() {
        return Kept.of(tombstones);
    }

    Optional<LegacyTombstone> find(RecordKey key) {
        return Optional.ofNullable(tombstones.get(key));
    }

    StepResult insert(LegacyTombstone tombstone) {
        return tombstones.containsKey(tombstone.key()) ? NO_MATCH : write(tombstone);
    }

    StepResult replace(VersionStamp expected, LegacyTombstone tombstone) {
        return update(tombstone.key(), at(expected), held -> tombstone);
    }

    StepResult bump(VersionBump bump) {
        return update(
                bump.key(),
                at(bump.expected()).and(held -> bump.when() == VersionBump.When.ALWAYS || held.isPending()),
                held -> new LegacyTombstone(
                        held.key(),
                        held.stamp().at(bump.version()),
                        held.victim(),
                        OptionalLong.of(bump.epoch()),
                        held.claimedBy(),
                        held.executed()));
    }

    boolean clearPending(RecordKey key, VersionStamp expected) {
        return update(key, at(expected), held -> pending(held, OptionalLong.empty()))
                .isDone();
    }

    /**
     * Claims an intent. The fence rejects an update that keeps a pending flag of an older epoch, and the drain that
     * has to finish
     * such an intent comes after the fence; so the claim raises the epoch of the pending flag to that of the fence.
     */
    boolean claim(RecordKey key, VersionStamp expected, String claimer) {
        return update(key, at(expected).and(LegacyTombstone::isPending), held -> {
                    LegacyTombstone lifted = fence.refuses(held.pendingEpoch())
                            ? pending(held, OptionalLong.of(admittedInsteadOf(held.pendingEpoch())))
                            : held;
                    return new LegacyTombstone(
                            key,
                            lifted.stamp(),
                            lifted.victim(),
                            lifted.pendingEpoch(),
                            Optional.of(claimer),
                            lifted.executed());
                })
                .isDone();
    }

    private long admittedInsteadOf(OptionalLong epoch) {
        return fence.epochOf(Cohort.numberOf(epoch.orElseThrow()));
    }

    boolean markExecuted(RecordKey key, VersionStamp expected) {
        return update(
                        key,
                        at(expected),
                        held -> new LegacyTombstone(
                                key, held.stamp(), held.victim(), held.pendingEpoch(), held.claimedBy(), true))
                .isDone();
    }

    StepResult apply(Image.Tombstone image) {
        LegacyTombstone applied = LegacyTombstone.replicated(image);
        return tombstones.containsKey(image.key())
                ? update(
                        image.key(),
                        held -> held.stamp().version() < image.stamp().version(),
                        held -> applied)
                : write(applied);
    }

    List<Image.Tombstone> replicated(Optional<RecordKey> after, int limit) {
        return behind(after).values().stream()
                .filter(held -> !held.isPending())
                .map(LegacyTombstone::image)
                .limit(limit)
                .toList();
    }

    /** A fence does not check deletes. */
    boolean removeReplicated(Image.Tombstone image) {
        boolean matches = find(image.key())
                .filter(at(image.stamp()))
                .filter(held -> !held.isPending())
                .isPresent();
        return matches && remove(image.key());
    }

    void inject(LegacyTombstone tombstone) {
        tombstones.put(tombstone.key(), tombstone);
    }

    boolean remove(RecordKey key) {
        return tombstones.remove(key) != null;
    }

    private StepResult update(
            RecordKey key, Predicate<LegacyTombstone> expected, UnaryOperator<LegacyTombstone> change) {
        return find(key).filter(expected).map(held -> write(change.apply(held))).orElse(NO_MATCH);
    }

    private StepResult write(LegacyTombstone tombstone) {
        if (fence.refuses(tombstone.pendingEpoch())) {
            return FENCED;
        }
        inject(tombstone);
        return DONE;
    }

    private static Predicate<LegacyTombstone> at(VersionStamp expected) {
        return held -> held.stamp().equals(expected);
    }

    private static LegacyTombstone pending(LegacyTombstone held, OptionalLong epoch) {
        return new LegacyTombstone(held.key(), held.stamp(), held.victim(), epoch, held.claimedBy(), held.executed());
    }
}
