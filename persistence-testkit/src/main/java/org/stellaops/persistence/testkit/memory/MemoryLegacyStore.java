// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.contract.UnversionedWriter;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A legacy store in memory. Each method is one atomic step; a scan is one step for each element.
 *
 * <p>Made by {@link MemoryLegacyBackend#store}. {@link #injected()} lets a test act as a writer that bypasses the
 * library.
 */
public final class MemoryLegacyStore implements LegacyStore, UnversionedWriter {

    private final EntityType<?> type;
    private final Steps steps;
    private final LegacyRecords records;
    private final LegacyTombstones tombstones;
    private final LegacyInjections injected;
    private final LegacyScans scans;

    MemoryLegacyStore(EntityType<?> type, Steps steps, MemoryFence fence) {
        this.type = type;
        this.steps = steps;
        this.records = new LegacyRecords(type, fence);
        this.tombstones = new LegacyTombstones(fence);
        this.injected = new LegacyInjections(type, steps, records, tombstones);
        this.scans = new LegacyScans(steps, records, injected);
    }

    /** What writers that bypass the library do, and any other state that a test begins with. */
    public LegacyInjections injected() {
        return injected;
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return read(key).map(LegacyRecord::toStoredRecord);
    }

    /**
     * Lists as every store does. A record of the tenant that cannot be read fails it, whether it would match or not.
     */
    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        MemoryQuery asked = new MemoryQuery(type, tenant, query);
        return steps.step(() -> asked.page(records.behind(Optional.empty()).entrySet().stream()
                .filter(it -> asked.concernsTenant(it.getKey().tenant()))
                .map(it -> records.readable(it.getKey(), it.getValue()).toStoredRecord())));
    }

    @Override
    public boolean exists(RecordKey key) {
        return steps.step(() -> records.find(key).isPresent());
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        MemoryQuery asked = new MemoryQuery(type, tenant, Query.where(where));
        return steps.step(() -> asked.count(
                records.behind(Optional.empty()).entrySet().stream()
                        .filter(it -> asked.concernsTenant(it.getKey().tenant()))
                        .flatMap(it -> it.getValue().record(it.getKey()).stream())
                        .map(LegacyRecord::toStoredRecord),
                atMost));
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        return scans.scanEntries(after);
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return scans.storedEntries(after);
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(Optional<RecordKey> after) {
        return scans.entries(KeyRange.ALL.behind(after));
    }

    @Override
    public Scan<LegacyScanEntry> scanRecords(KeyRange range) {
        return scans.entries(range);
    }

    @Override
    public List<RecordKey> boundaries(int ranges) {
        return scans.boundaries(ranges);
    }

    @Override
    public Optional<LegacyRecord> read(RecordKey key) {
        return steps.step(() -> records.read(key));
    }

    @Override
    public Optional<LegacyTombstone> readTombstone(RecordKey key) {
        return steps.step(() -> tombstones.find(key));
    }

    @Override
    public Map<RecordKey, LegacyTombstone> readTombstones(Collection<RecordKey> keys) {
        return steps.step(() -> {
            Map<RecordKey, LegacyTombstone> found = new TreeMap<>();
            keys.forEach(key -> tombstones.find(key).ifPresent(it -> found.put(key, it)));
            return found;
        });
    }

    @Override
    public StepResult insert(Image.Present image, long pendingEpoch) {
        return steps.step(() -> records.insert(image.key(), document(image).pending(pendingEpoch)));
    }

    @Override
    public StepResult replace(VersionStamp expected, Image.Present image, long pendingEpoch) {
        return steps.step(() -> records.update(
                image.key(), at(expected), held -> document(image).pending(pendingEpoch)));
    }

    @Override
    public StepResult replaceHinted(LegacyRecord hint, Image.Present image, long pendingEpoch) {
        Predicate<MemoryDocument> exactly = at(hint.stamp());
        return steps.step(() -> records.update(
                image.key(),
                hint.isCompared() ? exactly.and(held -> !held.isPending()) : exactly,
                held -> document(image).pending(pendingEpoch)));
    }

    @Override
    public LegacyPatch.Result update(RecordKey key, LegacyPatch patch, Precondition precondition) {
        return steps.step(() -> records.patch(key, patch, precondition));
    }

    @Override
    public LegacyPatch.Result updateFirst(Optional<String> tenant, Query next, LegacyPatch patch) {
        MemoryQuery asked = new MemoryQuery(type, tenant, next.limit(1));
        return steps.step(() -> asked
                .page(records.behind(Optional.empty()).entrySet().stream()
                        .filter(it -> asked.concernsTenant(it.getKey().tenant()))
                        .flatMap(it -> it.getValue().record(it.getKey()).stream())
                        .map(LegacyRecord::toStoredRecord))
                .items()
                .stream()
                .findFirst()
                .map(it -> records.patch(it.key(), patch, Precondition.none()))
                .orElseGet(LegacyPatch.Result.NoMatch::new));
    }

    @Override
    public boolean delete(RecordKey key, VersionStamp expected) {
        return steps.step(() -> records.delete(key, at(expected)));
    }

    @Override
    public StepResult insertTombstone(LegacyTombstone tombstone) {
        return steps.step(() -> tombstones.insert(tombstone));
    }

    @Override
    public StepResult replaceTombstone(VersionStamp expected, LegacyTombstone tombstone) {
        return steps.step(() -> tombstones.replace(expected, tombstone));
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        return steps.step(() -> records.update(key, at(expected), MemoryDocument::notPending))
                .isDone();
    }

    @Override
    public boolean clearTombstonePending(RecordKey key, VersionStamp expected) {
        return steps.step(() -> tombstones.clearPending(key, expected));
    }

    @Override
    public StepResult bump(VersionBump bump) {
        Predicate<MemoryDocument> pending = held -> bump.when() == VersionBump.When.ALWAYS || held.isPending();
        return steps.step(() -> records.update(
                bump.key(),
                at(bump.expected()).and(pending),
                held -> held.at(held.stamp().at(bump.version())).pending(bump.epoch())));
    }

    @Override
    public StepResult bumpTombstone(VersionBump bump) {
        return steps.step(() -> tombstones.bump(bump));
    }

    @Override
    public boolean claim(RecordKey key, VersionStamp expected, String claimer) {
        return steps.step(() -> tombstones.claim(key, expected, claimer));
    }

    @Override
    public boolean markExecuted(RecordKey key, VersionStamp expected) {
        return steps.step(() -> tombstones.markExecuted(key, expected));
    }

    @Override
    public StepResult stamp(RecordKey key, VersionStamp given, ContentHash hash, long pendingEpoch) {
        return steps.step(() -> records.update(
                key,
                at(VersionStamp.UNVERSIONED),
                held -> held.at(given).withHash(hash).pending(pendingEpoch)));
    }

    @Override
    public StepResult updateIfLower(Image.Present image) {
        Predicate<MemoryDocument> lower = held -> held.stamp().isUnversioned()
                || (held.stamp().version() < image.stamp().version() && !held.isPending());
        return steps.step(
                () -> records.update(image.key(), lower, held -> document(image).provisional(held.provisional())));
    }

    @Override
    public StepResult insertProvisional(Image.Present image, LegacyRecord.Provisional provisional) {
        return steps.step(() -> records.insert(image.key(), document(image).provisional(Optional.of(provisional))));
    }

    @Override
    public boolean confirm(RecordKey key, long version, String attempt) {
        Predicate<MemoryDocument> ofAttempt = held -> held.stamp().version() == version
                && held.provisional().filter(it -> it.attempt().equals(attempt)).isPresent();
        return steps.step(() -> records.update(key, ofAttempt, held -> held.provisional(Optional.empty())))
                .isDone();
    }

    @Override
    public StepResult replaceStaleWrite(VersionStamp staleWrite, Image.Present image) {
        return steps.step(() -> records.update(
                image.key(), at(staleWrite).and(MemoryDocument::isPendingOrProvisional), held -> document(image)));
    }

    @Override
    public boolean deleteLower(RecordKey key, long version, Unversioned unversioned) {
        return steps.step(() -> records.delete(
                key,
                held -> held.stamp().isUnversioned()
                        ? unversioned == Unversioned.INCLUDED
                        : held.stamp().version() < version));
    }

    @Override
    public StepResult applyTombstone(Image.Tombstone image) {
        return steps.step(() -> tombstones.apply(image));
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        return steps.step(() -> tombstones.replicated(after, limit));
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> removed) {
        return steps.step(
                () -> removed.stream().filter(tombstones::removeReplicated).count());
    }

    @Override
    public List<LegacyRecord> pendingRecords(Optional<RecordKey> after, int limit) {
        return readable(after, limit, MemoryDocument::isPending);
    }

    @Override
    public List<LegacyRecord> provisionalRecords(Optional<RecordKey> after, int limit) {
        return readable(after, limit, held -> held.provisional().isPresent());
    }

    @Override
    public List<LegacyTombstone> pendingTombstones(Optional<RecordKey> after, int limit) {
        return steps.step(() -> tombstones.behind(after).values().stream()
                .filter(LegacyTombstone::isPending)
                .limit(limit)
                .toList());
    }

    @Override
    public long pendingCount() {
        return steps.step(() -> records.behind(Optional.empty()).values().stream()
                        .filter(MemoryDocument::isPending)
                        .count()
                + tombstones.behind(Optional.empty()).values().stream()
                        .filter(LegacyTombstone::isPending)
                        .count());
    }

    @Override
    public long count() {
        return steps.step(() -> (long) records.size() + injected.foreigners().size());
    }

    @Override
    public void putUnversioned(RecordKey key, Struct content) {
        StepResult result = steps.step(() -> records.write(
                key, MemoryDocument.foreign(type, key, type.legacyMapping().toDocument(key, content))));
        if (result instanceof StepResult.Duplicate it) {
            throw new StoreException(
                    Fault.Kind.UNAVAILABLE,
                    "writing " + type + " " + key + " into the legacy store in memory: refused by " + it.constraint(),
                    null);
        }
    }

    /** What restores the records and tombstones of now; what bypassing writers left under foreign ids is not kept. */
    Runnable keep() {
        Runnable keptRecords = records.keep();
        Runnable keptTombstones = tombstones.keep();
        return () -> {
            keptRecords.run();
            keptTombstones.run();
        };
    }

    /** The whole state as text, the same for equal states. */
    String dump() {
        StringBuilder out = new StringBuilder(type.toString()).append('\n');
        records.behind(Optional.empty())
                .forEach((key, held) -> out.append("record ")
                        .append(key)
                        .append(' ')
                        .append(held)
                        .append('\n'));
        tombstones
                .behind(Optional.empty())
                .values()
                .forEach(held -> out.append(held).append('\n'));
        return out.append(injected.foreigners()).append('\n').toString();
    }

    private List<LegacyRecord> readable(Optional<RecordKey> after, int limit, Predicate<MemoryDocument> wanted) {
        return steps.step(() -> records.behind(after).entrySet().stream()
                .filter(it -> wanted.test(it.getValue()))
                .flatMap(it -> it.getValue().record(it.getKey()).stream())
                .limit(limit)
                .toList());
    }

    private MemoryDocument document(Image.Present image) {
        return MemoryDocument.of(type, image);
    }

    private static Predicate<MemoryDocument> at(VersionStamp expected) {
        return held -> held.stamp().equals(expected);
    }
}
