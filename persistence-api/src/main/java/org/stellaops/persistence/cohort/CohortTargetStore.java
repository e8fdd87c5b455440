// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** A target store of which one cohort's keys are seen. The count of records is for progress and remains that of all cohorts. */
final class CohortTargetStore extends CohortReads<TargetStore> implements TargetStore {

    CohortTargetStore(CohortFilter filter, TargetStore store) {
        super(filter, store);
    }

    /** The store of all cohorts. */
    TargetStore store() {
        return store;
    }

    @Override
    public TargetWrite.Result write(TargetWrite write) {
        filter.require(write.key());
        return store.write(write);
    }

    @Override
    public List<TargetWrite.Result> writeAll(List<TargetWrite> writes) {
        writes.forEach(it -> filter.require(it.key()));
        return store.writeAll(writes);
    }

    @Override
    public TargetWrite.Result claim(TargetClaim claim) {
        filter.requireTenant(claim.tenant());
        return store.claim(claim);
    }

    @Override
    public ApplyAnswer apply(Image image, long senderEpoch) {
        require(image);
        return store.apply(image, senderEpoch);
    }

    @Override
    public List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch) {
        images.forEach(this::require);
        return store.applyAll(images, senderEpoch);
    }

    @Override
    public CopyAnswer copy(CopyChunk chunk) {
        chunk.images().forEach(this::require);
        long since = filter.since();
        if (chunk.senderEpoch() < since) {
            // It would be progress of a pass that leaves out tenants which were given to the cohort meanwhile.
            return CopyAnswer.outOfDate(chunk);
        }
        return store.copy(new CopyChunk(
                chunk.images(),
                chunk.senderEpoch(),
                chunk.progress().map(it -> new CopyChunk.Progress(filter.nameOf(it.name(), since), it.text()))));
    }

    @Override
    public List<String> analyze() {
        return store.analyze();
    }

    /** A holder is of the tenant of the image, since unique keys are. */
    @Override
    public ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        require(image);
        filter.require(holder.key());
        return store.applyEvicting(image, senderEpoch, holder);
    }

    @Override
    public Optional<TargetState> state(RecordKey key) {
        return store.state(filter.require(key));
    }

    @Override
    public Optional<Image> image(RecordKey key) {
        return store.image(filter.require(key));
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        return store.clearPending(filter.require(key), expected);
    }

    @Override
    public List<Boolean> clearPendingFlags(List<? extends Image> states) {
        states.forEach(this::require);
        return store.clearPendingFlags(states);
    }

    @Override
    public boolean bump(VersionBump bump) {
        filter.require(bump.key());
        return store.bump(bump);
    }

    @Override
    public boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        require(tombstone);
        return store.repairTombstone(expected, tombstone, epoch);
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, Image.Tombstone::key, store::replicatedTombstones);
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> tombstones) {
        tombstones.forEach(this::require);
        return store.removeTombstones(tombstones);
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, Image::key, store::pending);
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit, long bytes) {
        return filter.page(
                after,
                limit,
                Image::key,
                (behind, most) -> store.pending(behind, most, bytes),
                bytes,
                CohortTargetStore::contentOf);
    }

    private static Optional<Struct> contentOf(Image image) {
        return image instanceof Image.Present it ? Optional.of(it.content()) : Optional.empty();
    }

    @Override
    public long pendingCount() {
        return store.pendingCount(filter.tenants());
    }

    @Override
    public PendingSample pendingSample(int atMost) {
        if (store.pendingSample(1).keys() == 0) {
            return PendingSample.NONE;
        }
        List<Image> own = pending(Optional.empty(), atMost);
        return PendingSample.of(own.size(), own.stream().map(Image::stamp));
    }

    @Override
    public long count() {
        return store.count();
    }

    @Override
    public void reportStaleWrite(Image staleWrite, long epoch) {
        require(staleWrite);
        store.reportStaleWrite(staleWrite, epoch);
    }

    @Override
    public List<StaleWrite> staleWrites(Optional<Image> after, int limit) {
        List<StaleWrite> own = new ArrayList<>();
        Optional<Image> position = after;
        while (own.size() < limit) {
            List<StaleWrite> page = store.staleWrites(position, limit);
            if (page.isEmpty()) {
                return own;
            }
            position = Optional.of(page.get(page.size() - 1).image());
            page.stream().filter(it -> filter.owns(it.image().key())).forEach(own::add);
        }
        return List.copyOf(own.subList(0, limit));
    }

    @Override
    public long staleWriteCount(int atMost) {
        return staleWrites(Optional.empty(), atMost).size();
    }
}
