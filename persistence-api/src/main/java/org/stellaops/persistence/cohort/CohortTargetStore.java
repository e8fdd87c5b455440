// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A target store of which one cohort's keys are seen. It digests no range, because the server would include the keys of others. The count of
 * records is for progress and remains that of all cohorts.
 */
final class CohortTargetStore implements TargetStore {

    private final CohortFilter filter;
    private final Cohort cohort;
    private final TargetStore store;

    CohortTargetStore(CohortFilter filter, Cohort cohort, TargetStore store) {
        this.filter = filter;
        this.cohort = cohort;
        this.store = store;
    }

    /** The store of all cohorts. */
    TargetStore store() {
        return store;
    }

    @Override
    public EntityType<?> type() {
        return store.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return store.find(filter.require(key));
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return store.query(filter.requireTenant(tenant), query);
    }

    @Override
    public boolean exists(RecordKey key) {
        return store.exists(filter.require(key));
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        filter.requireAll(keys);
        return store.findAll(keys);
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return store.count(filter.requireTenant(tenant), where, atMost);
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return store.select(filter.requireTenant(tenant), query, fields);
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return store.distinct(filter.requireTenant(tenant), field, where, atMost);
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return store.estimate(filter.requireTenant(tenant));
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        return CohortFilter.scan(store.scan(after), this::isSeen);
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return CohortFilter.scan(store.scanStored(after), this::isSeen);
    }

    private boolean isSeen(ScanEntry entry) {
        return entry.isStandIn() || filter.owns(entry.key());
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
        return store.copy(new CopyChunk(
                chunk.images(),
                chunk.senderEpoch(),
                chunk.progress()
                        .map(it -> new CopyChunk.Progress(CohortCheckpoints.nameOf(cohort, it.name()), it.text()))));
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
        return store.pendingCount(cohort.tenants());
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

    private void require(Image image) {
        filter.require(image.key());
    }
}
