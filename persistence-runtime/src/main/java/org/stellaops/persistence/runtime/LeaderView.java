// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.TargetBackend;

/** What the store that leads says of its follower. */
sealed interface LeaderView {

    PendingSample sample(EntityType<?> type, int atMost);

    List<PendingKey> pending(EntityType<?> type, Optional<RecordKey> after, int limit);

    DeadLetters letters();

    /** What is pending of a type and was rejected, and, if the target can be asked, which stale-epoch writes it keeps. */
    default EntityStatus status(EntityType<?> type, Optional<TargetBackend> target) {
        PendingSample sample = sample(type, EntityStatus.MOST);
        return new EntityStatus(
                type.name(),
                sample.keys(),
                sample.lowestToken().flatMap(Ulids::instantOf),
                letters().count(type.name(), EntityStatus.MOST),
                target.map(it -> it.store(type).staleWriteCount(EntityStatus.MOST)));
    }

    boolean isPending(EntityType<?> type, RejectedImage rejected);

    /** Whether the state that was refused is still the one to be replicated; one that cannot be read is. */
    default boolean isStillPending(EntityType<?> type, RejectedImage rejected) {
        try {
            return isPending(type, rejected);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return true;
            }
            throw e;
        }
    }

    private static PendingKey later(PendingKey one, PendingKey other) {
        return one.version() >= other.version() ? one : other;
    }

    private static PendingKey pendingKey(Image image) {
        return new PendingKey(
                image.key(), image.stamp().version(), image instanceof Image.Tombstone, Ulids.madeAt(image.stamp()));
    }

    /** The legacy store leads. */
    record Legacy(LegacyBackend backend) implements LeaderView {

        @Override
        public PendingSample sample(EntityType<?> type, int atMost) {
            return backend.store(type).pendingSample(atMost);
        }

        @Override
        public List<PendingKey> pending(EntityType<?> type, Optional<RecordKey> after, int limit) {
            LegacyStore store = backend.store(type);
            Stream<PendingKey> records = store.pendingRecords(after, limit).stream()
                    .map(it -> new PendingKey(it.key(), it.stamp().version(), false, Ulids.madeAt(it.stamp())));
            Stream<PendingKey> tombstones = store.pendingTombstones(after, limit).stream()
                    .map(it -> new PendingKey(it.key(), it.stamp().version(), true, Ulids.madeAt(it.stamp())));
            // While a delete is under way both carry a flag; the tombstone is the later write.
            Map<RecordKey, PendingKey> latest = new TreeMap<>();
            Stream.concat(records, tombstones).forEach(it -> latest.merge(it.key(), it, LeaderView::later));
            return latest.values().stream().limit(limit).toList();
        }

        @Override
        public DeadLetters letters() {
            return backend.deadLetters();
        }

        @Override
        public boolean isPending(EntityType<?> type, RejectedImage rejected) {
            LegacyStore store = backend.store(type);
            return store.read(rejected.key())
                            .filter(it -> it.isPending() && it.stamp().equals(rejected.stamp()))
                            .isPresent()
                    || store.readTombstone(rejected.key())
                            .filter(it -> it.isPending() && it.stamp().equals(rejected.stamp()))
                            .isPresent();
        }
    }

    /** The target leads. */
    record Target(TargetBackend backend) implements LeaderView {

        @Override
        public PendingSample sample(EntityType<?> type, int atMost) {
            return backend.store(type).pendingSample(atMost);
        }

        @Override
        public List<PendingKey> pending(EntityType<?> type, Optional<RecordKey> after, int limit) {
            return backend.store(type).pending(after, limit).stream()
                    .map(LeaderView::pendingKey)
                    .toList();
        }

        @Override
        public DeadLetters letters() {
            return backend.deadLetters();
        }

        @Override
        public boolean isPending(EntityType<?> type, RejectedImage rejected) {
            return backend.store(type)
                    .state(rejected.key())
                    .filter(it -> it.isPending() && it.stamp().equals(rejected.stamp()))
                    .isPresent();
        }
    }
}
