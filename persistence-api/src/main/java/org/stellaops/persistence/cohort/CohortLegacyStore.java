// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.StoredDocument;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * A legacy store of which one cohort's keys are seen. What cannot be read may be anybody's, so that every cohort sees it. Counts of the whole
 * collection, and keys that divide it, are for progress and remain those of all cohorts.
 */
final class CohortLegacyStore extends CohortReads<LegacyStore> implements LegacyStore {

    CohortLegacyStore(CohortFilter filter, LegacyStore store) {
        super(filter, store);
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(Optional<RecordKey> after) {
        return CohortFilter.scan(store.scanRecords(after), this::isSeen);
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(KeyRange range) {
        return CohortFilter.scan(store.scanRecords(range), this::isSeen);
    }

    private boolean isSeen(LegacyScanEntry entry) {
        return entry.record().map(it -> filter.owns(it.key())).orElse(true);
    }

    @Override
    public Scan<StoredDocument> scanDocuments() {
        return CohortFilter.scan(
                store.scanDocuments(), it -> it.key().map(filter::owns).orElse(true));
    }

    @Override
    public List<RecordKey> boundaries(int ranges) {
        return store.boundaries(ranges);
    }

    @Override
    public List<String> unprepared() {
        return store.unprepared();
    }

    @Override
    public long count() {
        return store.count();
    }

    @Override
    public long roughCount() {
        return store.roughCount();
    }

    @Override
    public Optional<LegacyRecord> read(RecordKey key) {
        return store.read(filter.require(key));
    }

    @Override
    public List<LegacyRecord> readAll(List<RecordKey> keys, long bytes) {
        filter.requireAll(keys);
        return store.readAll(keys, bytes);
    }

    @Override
    public Optional<LegacyTombstone> readTombstone(RecordKey key) {
        return store.readTombstone(filter.require(key));
    }

    @Override
    public Map<RecordKey, LegacyTombstone> readTombstones(Collection<RecordKey> keys) {
        filter.requireAll(keys);
        return store.readTombstones(keys);
    }

    @Override
    public Map<RecordKey, LegacyTombstone> knownTombstones(Collection<RecordKey> keys) {
        filter.requireAll(keys);
        return store.knownTombstones(keys);
    }

    @Override
    public Optional<LegacyRecord> hint(RecordKey key) {
        return store.hint(filter.require(key));
    }

    @Override
    public Optional<LegacyTombstone> hintTombstone(RecordKey key) {
        return store.hintTombstone(filter.require(key));
    }

    @Override
    public StepResult insert(Image.Present image, long pendingEpoch) {
        return store.insert(required(image), pendingEpoch);
    }

    @Override
    public List<StepResult> insertAll(List<Image.Present> images, long pendingEpoch) {
        images.forEach(this::require);
        return store.insertAll(images, pendingEpoch);
    }

    @Override
    public StepResult replace(VersionStamp expected, Image.Present image, long pendingEpoch) {
        return store.replace(expected, required(image), pendingEpoch);
    }

    @Override
    public StepResult replaceHinted(LegacyRecord hint, Image.Present image, long pendingEpoch) {
        return store.replaceHinted(hint, required(image), pendingEpoch);
    }

    @Override
    public List<StepResult> replaceAll(List<Replacement> replacements, long pendingEpoch) {
        replacements.forEach(it -> require(it.image()));
        return store.replaceAll(replacements, pendingEpoch);
    }

    @Override
    public boolean delete(RecordKey key, VersionStamp expected) {
        return store.delete(filter.require(key), expected);
    }

    @Override
    public long deleteAll(List<Image.Tombstone> victims) {
        victims.forEach(this::require);
        return store.deleteAll(victims);
    }

    @Override
    public StepResult insertTombstone(LegacyTombstone tombstone) {
        return store.insertTombstone(required(tombstone));
    }

    @Override
    public List<StepResult> insertTombstones(List<LegacyTombstone> tombstones) {
        return store.insertTombstones(tombstones.stream().map(this::required).toList());
    }

    @Override
    public StepResult replaceTombstone(VersionStamp expected, LegacyTombstone tombstone) {
        return store.replaceTombstone(expected, required(tombstone));
    }

    @Override
    public List<StepResult> replaceTombstones(List<TombstoneReplacement> replacements) {
        replacements.forEach(it -> filter.require(it.tombstone().key()));
        return store.replaceTombstones(replacements);
    }

    @Override
    public LegacyPatch.Result update(RecordKey key, LegacyPatch patch, Precondition precondition) {
        return store.update(filter.require(key), patch, precondition);
    }

    @Override
    public LegacyPatch.Result updateFirst(Optional<String> tenant, Query next, LegacyPatch patch) {
        return store.updateFirst(filter.requireTenant(tenant), next, patch);
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        return store.clearPending(filter.require(key), expected);
    }

    @Override
    public boolean clearTombstonePending(RecordKey key, VersionStamp expected) {
        return store.clearTombstonePending(filter.require(key), expected);
    }

    @Override
    public List<Boolean> clearPendingFlags(List<? extends Image> states) {
        states.forEach(this::require);
        return store.clearPendingFlags(states);
    }

    @Override
    public StepResult bump(VersionBump bump) {
        filter.require(bump.key());
        return store.bump(bump);
    }

    @Override
    public StepResult bumpTombstone(VersionBump bump) {
        filter.require(bump.key());
        return store.bumpTombstone(bump);
    }

    @Override
    public boolean claim(RecordKey key, VersionStamp expected, String claimer) {
        return store.claim(filter.require(key), expected, claimer);
    }

    @Override
    public boolean markExecuted(RecordKey key, VersionStamp expected) {
        return store.markExecuted(filter.require(key), expected);
    }

    @Override
    public StepResult stamp(RecordKey key, VersionStamp given, ContentHash hash, long pendingEpoch) {
        return store.stamp(filter.require(key), given, hash, pendingEpoch);
    }

    @Override
    public StepResult updateIfLower(Image.Present image) {
        return store.updateIfLower(required(image));
    }

    @Override
    public StepResult insertProvisional(Image.Present image, LegacyRecord.Provisional provisional) {
        return store.insertProvisional(required(image), provisional);
    }

    @Override
    public boolean confirm(RecordKey key, long version, String attempt) {
        return store.confirm(filter.require(key), version, attempt);
    }

    @Override
    public List<StepResult> updateAllIfLower(List<Replacement> updates) {
        updates.forEach(it -> require(it.image()));
        return store.updateAllIfLower(updates);
    }

    @Override
    public List<StepResult> insertAllProvisional(List<Image.Present> images, LegacyRecord.Provisional provisional) {
        images.forEach(this::require);
        return store.insertAllProvisional(images, provisional);
    }

    @Override
    public void confirmAll(List<Image.Present> images, String attempt) {
        images.forEach(this::require);
        store.confirmAll(images, attempt);
    }

    @Override
    public StepResult replaceStaleWrite(VersionStamp staleWrite, Image.Present image) {
        return store.replaceStaleWrite(staleWrite, required(image));
    }

    @Override
    public void deleteAllLower(List<Image.Tombstone> tombstones) {
        tombstones.forEach(this::require);
        store.deleteAllLower(tombstones);
    }

    @Override
    public boolean deleteLower(RecordKey key, long version, Unversioned unversioned) {
        return store.deleteLower(filter.require(key), version, unversioned);
    }

    @Override
    public StepResult applyTombstone(Image.Tombstone image) {
        require(image);
        return store.applyTombstone(image);
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
    public List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, LegacyRecord::key, store::pendingRecords);
    }

    @Override
    public List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit, long bytes) {
        return filter.page(
                after,
                limit,
                LegacyRecord::key,
                (behind, most) -> store.pendingRecords(behind, most, bytes),
                bytes,
                it -> Optional.of(it.content()));
    }

    @Override
    public List<LegacyTombstone> pendingTombstones(Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, LegacyTombstone::key, store::pendingTombstones);
    }

    @Override
    public List<LegacyRecord> provisionalRecords(Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, LegacyRecord::key, store::provisionalRecords);
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
        List<VersionStamp> stamps = Stream.concat(
                        pendingRecords(Optional.empty(), atMost).stream().map(LegacyRecord::stamp),
                        pendingTombstones(Optional.empty(), atMost).stream().map(LegacyTombstone::stamp))
                .toList();
        return PendingSample.of(Math.min(atMost, stamps.size()), stamps.stream());
    }

    private Image.Present required(Image.Present image) {
        require(image);
        return image;
    }

    private LegacyTombstone required(LegacyTombstone tombstone) {
        filter.require(tombstone.key());
        return tombstone;
    }
}
