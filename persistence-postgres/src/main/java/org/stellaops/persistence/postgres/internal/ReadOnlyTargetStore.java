// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Value;

/** A target store that answers what it is asked and refuses what would change it. */
final class ReadOnlyTargetStore implements TargetStore {

    private final TargetStore store;

    ReadOnlyTargetStore(TargetStore store) {
        this.store = store;
    }

    @Override
    public EntityType<?> type() {
        return store.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return ReadOnly.orElse(() -> store.find(key), Optional.empty());
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return ReadOnly.orElse(() -> store.query(tenant, query), new Page<>(List.of(), Optional.empty()));
    }

    @Override
    public boolean exists(RecordKey key) {
        return ReadOnly.orElse(() -> store.exists(key), false);
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return ReadOnly.orElse(() -> store.findAll(keys), new Page<>(List.of(), Optional.empty()));
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return ReadOnly.orElse(() -> store.count(tenant, where, atMost), 0L);
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return ReadOnly.orElse(() -> store.select(tenant, query, fields), new Page<>(List.of(), Optional.empty()));
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return ReadOnly.orElse(
                () -> store.distinct(tenant, field, where, atMost), new DistinctValues<>(List.of(), true));
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return ReadOnly.orElse(() -> store.estimate(tenant), new CountEstimate(0, true));
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        return ReadOnly.orElse(() -> store.scan(after), new NothingToScan());
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return ReadOnly.orElse(() -> store.scanStored(after), new NothingToScan());
    }

    @Override
    public Optional<RangeDigest> digest(KeyRange range) {
        return ReadOnly.orElse(() -> store.digest(range), Optional.of(RangeDigest.EMPTY));
    }

    @Override
    public Optional<TargetState> state(RecordKey key) {
        return ReadOnly.orElse(() -> store.state(key), Optional.empty());
    }

    @Override
    public Optional<Image> image(RecordKey key) {
        return ReadOnly.orElse(() -> store.image(key), Optional.empty());
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        return ReadOnly.orElse(() -> store.replicatedTombstones(after, limit), List.of());
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit) {
        return ReadOnly.orElse(() -> store.pending(after, limit), List.of());
    }

    @Override
    public long pendingCount() {
        return ReadOnly.orElse(store::pendingCount, 0L);
    }

    @Override
    public long pendingCount(Predicate<String> tenants) {
        return ReadOnly.orElse(() -> store.pendingCount(tenants), 0L);
    }

    @Override
    public PendingSample pendingSample(int atMost) {
        return ReadOnly.orElse(() -> store.pendingSample(atMost), PendingSample.NONE);
    }

    @Override
    public long count() {
        return ReadOnly.orElse(store::count, 0L);
    }

    @Override
    public List<StaleWrite> staleWrites(Optional<Image> after, int limit) {
        return ReadOnly.orElse(() -> store.staleWrites(after, limit), List.of());
    }

    @Override
    public long staleWriteCount(int atMost) {
        return ReadOnly.orElse(() -> store.staleWriteCount(atMost), 0L);
    }

    @Override
    public TargetWrite.Result write(TargetWrite write) {
        throw refused("writing " + write.key());
    }

    @Override
    public ApplyAnswer apply(Image image, long senderEpoch) {
        throw refused("applying " + image.key());
    }

    @Override
    public List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch) {
        throw refused("applying images");
    }

    @Override
    public CopyAnswer copy(CopyChunk chunk) {
        throw refused("copying records");
    }

    @Override
    public List<String> analyze() {
        throw refused("analysing tables");
    }

    @Override
    public ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        throw refused("applying " + image.key());
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        throw refused("clearing the pending flag of " + key);
    }

    @Override
    public boolean bump(VersionBump bump) {
        throw refused("giving " + bump.key() + " a higher version");
    }

    @Override
    public boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        throw refused("writing a tombstone for " + tombstone.key());
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> tombstones) {
        throw refused("removing tombstones");
    }

    @Override
    public void reportStaleWrite(Image staleWrite, long epoch) {
        throw refused("reporting a stale-epoch write of " + staleWrite.key());
    }

    private UnsupportedOperationException refused(String what) {
        return Database.readOnly(what + " of " + store.type());
    }

    /** A pass over a table that does not exist. */
    private static final class NothingToScan implements Scan<ScanEntry> {

        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public ScanEntry next() {
            throw new NoSuchElementException("the scan is at its end");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
