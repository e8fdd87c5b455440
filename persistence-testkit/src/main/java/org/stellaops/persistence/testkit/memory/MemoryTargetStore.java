// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * A target store in memory. Each method is one transaction and one atomic step; a scan is one step for each element.
 *
 * <p>Made by {@link MemoryTargetBackend#store}. {@link #injected()} lets a test act as a writer that bypasses the
 * library.
 */
public final class MemoryTargetStore implements TargetStore {

    /**
     * A stale-epoch write into the legacy store.
     *
     * @param image what it wrote
     * @param epoch the epoch of the reporting process
     */
    public record StaleWrite(Image image, long epoch) {}

    private final Steps steps;
    private final MemoryCheckpoints checkpoints;
    private final TargetTable table;
    private final TargetApply follow;
    private final TargetLead lead;
    private final TargetInjections injected;
    private final Set<StaleWrite> staleWrites;

    MemoryTargetStore(EntityType<?> type, Steps steps, MemoryControl control, MemoryCheckpoints checkpoints) {
        this(steps, new TargetTable(type), control, checkpoints, new LinkedHashSet<>());
    }

    private MemoryTargetStore(
            Steps steps,
            TargetTable table,
            MemoryControl control,
            MemoryCheckpoints checkpoints,
            Set<StaleWrite> staleWrites) {
        this.steps = steps;
        this.checkpoints = checkpoints;
        this.table = table;
        this.follow = new TargetApply(table, control);
        this.lead = new TargetLead(table, control);
        this.injected = new TargetInjections(steps, table);
        this.staleWrites = staleWrites;
    }

    /** The same table, fenced by another control record. */
    MemoryTargetStore fencedBy(MemoryControl other) {
        return new MemoryTargetStore(steps, table, other, checkpoints, staleWrites);
    }

    /** What writers that bypass the library do, and any other state that a test begins with. */
    public TargetInjections injected() {
        return injected;
    }

    /** The stale-epoch writes that were reported, in the order of their first report. */
    public List<StaleWrite> staleWrites() {
        return steps.behind(() -> List.copyOf(staleWrites));
    }

    @Override
    public EntityType<?> type() {
        return table.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return steps.step(() -> table.record(key));
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        MemoryQuery asked = new MemoryQuery(type(), tenant, query);
        return steps.step(() -> asked.page(
                table.rowsBehind(Optional.empty()).keySet().stream().flatMap(key -> table.record(key).stream())));
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        MemoryQuery asked = new MemoryQuery(type(), tenant, Query.where(where));
        return steps.step(() -> asked.count(
                table.rowsBehind(Optional.empty()).keySet().stream().flatMap(key -> table.record(key).stream()),
                atMost));
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        return new MemoryScan<>(
                after,
                position -> steps.step(() -> table.rowsBehind(position).entrySet().stream()
                        .findFirst()
                        .map(it -> new MemoryScan.Found<>(it.getKey(), table.scanEntry(it.getKey(), it.getValue())))));
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return new MemoryScan<>(
                after,
                position -> steps.step(() -> table.rowsBehind(position).keySet().stream()
                        .findFirst()
                        .map(it -> new MemoryScan.Found<>(it, table.storedEntry(it)))));
    }

    @Override
    public Optional<RangeDigest> digest(KeyRange range) {
        return steps.step(() -> Optional.of(table.digest(range)));
    }

    @Override
    public TargetWrite.Result write(TargetWrite write) {
        return steps.step(() -> lead.write(write));
    }

    @Override
    public TargetWrite.Result claim(TargetClaim claim) {
        return steps.step(() -> lead.claim(claim));
    }

    @Override
    public ApplyAnswer apply(Image image, long senderEpoch) {
        return steps.step(() -> follow.apply(image, senderEpoch));
    }

    @Override
    public List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch) {
        return steps.step(() ->
                images.stream().map(image -> follow.apply(image, senderEpoch)).toList());
    }

    @Override
    public CopyAnswer copy(CopyChunk chunk) {
        return steps.step(() -> {
            List<ApplyAnswer> answers = applyAll(chunk.images(), chunk.senderEpoch());
            boolean saves =
                    chunk.progress().isPresent() && answers.stream().allMatch(it -> it instanceof ApplyAnswer.Applied);
            if (saves) {
                chunk.progress().ifPresent(it -> checkpoints.save(it.name(), it.text()));
            }
            return new CopyAnswer(answers, saves);
        });
    }

    @Override
    public ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        return steps.step(() -> follow.applyEvicting(image, senderEpoch, holder));
    }

    @Override
    public Optional<TargetState> state(RecordKey key) {
        return steps.step(() -> table.state(key));
    }

    /** The current image of a key; also empty for an evicted one, whose content is not stored. */
    @Override
    public Optional<Image> image(RecordKey key) {
        return steps.step(() -> table.image(key));
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        return steps.step(() -> lead.clearPending(key, expected));
    }

    @Override
    public boolean bump(VersionBump bump) {
        return steps.step(() -> lead.bump(bump));
    }

    @Override
    public boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        return steps.step(() -> lead.repairTombstone(expected, tombstone, epoch));
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        return steps.step(() -> table.statesBehind(after).entrySet().stream()
                .filter(it -> isReplicatedTombstone(it.getValue()))
                .map(it -> new Image.Tombstone(it.getKey(), it.getValue().stamp()))
                .limit(limit)
                .toList());
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> tombstones) {
        return steps.step(
                () -> tombstones.stream().filter(this::removeTombstone).count());
    }

    private boolean removeTombstone(Image.Tombstone tombstone) {
        boolean matches = table.state(tombstone.key())
                .filter(it -> isReplicatedTombstone(it) && it.stamp().equals(tombstone.stamp()))
                .isPresent();
        return matches && table.removeState(tombstone.key());
    }

    private static boolean isReplicatedTombstone(TargetState state) {
        return state.deleted() && !state.isPending();
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit) {
        return steps.step(() -> table.statesBehind(after).entrySet().stream()
                .filter(it -> it.getValue().isPending())
                .flatMap(it -> table.image(it.getKey()).stream())
                .limit(limit)
                .toList());
    }

    @Override
    public long pendingCount() {
        return steps.step(() -> table.statesBehind(Optional.empty()).values().stream()
                .filter(TargetState::isPending)
                .count());
    }

    @Override
    public long count() {
        return steps.step(table::count);
    }

    @Override
    public void reportStaleWrite(Image staleWrite, long epoch) {
        steps.step(() -> staleWrites.add(new StaleWrite(staleWrite, epoch)));
    }

    /** Whether it saves progress there. */
    boolean saves(MemoryCheckpoints there) {
        return checkpoints == there;
    }

    /** What restores the state of now. */
    Runnable keep() {
        Runnable keptTable = table.keep();
        List<StaleWrite> keptStaleWrites = List.copyOf(staleWrites);
        return () -> {
            keptTable.run();
            staleWrites.clear();
            staleWrites.addAll(keptStaleWrites);
        };
    }

    /** The whole state as text, the same for equal states. */
    String dump() {
        return table.dump() + "stale-epoch writes " + staleWrites + "\n";
    }
}
