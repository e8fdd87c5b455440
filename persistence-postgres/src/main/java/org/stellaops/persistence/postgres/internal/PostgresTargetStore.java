// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
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
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Value;

/**
 * A target store in PostgreSQL. Operations of one tenant run in the service role, all others in the maintenance role.
 */
final class PostgresTargetStore implements TargetStore {

    /** Maximum images of one transaction. */
    private static final int BATCH = 500;

    /** Maximum characters of one transaction, exceeded by at most one image. */
    private static final long BATCH_SIZE = 8_000_000;

    private final EntityType<?> type;
    private final Preparation preparation;
    private final Reads reads;
    private final Counts counts;
    private final DistinctReads distinct;
    private final PendingFlagStatements pendingFlags;
    private final LeaderWrites lead;
    private final LeaderBatch batch;
    private final FollowerApply follow;
    private final BulkCopy bulk;
    private final UniqueHolders holders;
    private final ReplicatedTombstoneStatements tombstones;
    private final StaleWrites staleWrites;
    private final KeyPages pages;
    private final RangeDigests digests;
    private final TableSchema shape;
    private final Database database;

    /**
     * The store of a type.
     *
     * @param control the name of the control record that fences it
     */
    PostgresTargetStore(EntityType<?> type, String control, Database database, Preparation preparation) {
        this.type = type;
        this.database = database;
        this.preparation = preparation;
        this.shape = new TableSchema(type, control);
        this.reads = new Reads(shape, database);
        this.counts = new Counts(shape, database);
        this.distinct = new DistinctReads(shape, database);
        this.pendingFlags = new PendingFlagStatements(shape, database);
        this.lead = new LeaderWrites(shape, database);
        this.batch = new LeaderBatch(shape, database, lead);
        this.follow = new FollowerApply(shape, database);
        this.bulk = new BulkCopy(shape, database, follow);
        this.holders = new UniqueHolders(shape, database);
        this.staleWrites = new StaleWrites(shape, database);
        this.tombstones = new ReplicatedTombstoneStatements(shape, database);
        this.pages = new KeyPages(shape, database);
        this.digests = new RangeDigests(shape, database);
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    // The share is held for the block, not used in it.
    @SuppressWarnings("try")
    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        type.requireKey(key);
        preparation.ensure(type);
        return database.shares()
                .read(type.name(), key.tenantOrEmpty(), () -> reads.row(key).record(type));
    }

    // The share is held for the block, not used in it.
    @SuppressWarnings("try")
    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        QueryRules.check(type, tenant, query);
        preparation.ensure(type);
        return database.shares().read(type.name(), tenant.orElse(""), () -> reads.query(tenant, query));
    }

    // The share is held for the block, not used in it.
    @SuppressWarnings("try")
    @Override
    public boolean exists(RecordKey key) {
        type.requireKey(key);
        preparation.ensure(type);
        return database.shares().read(type.name(), key.tenantOrEmpty(), () -> counts.exists(key));
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        preparation.ensure(type);
        return keys.isEmpty()
                ? new Page<>(List.of(), Optional.empty())
                : database.shares().read(type.name(), keys.get(0).tenantOrEmpty(), () -> reads.all(keys));
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        QueryRules.check(type, tenant, Query.where(where));
        preparation.ensure(type);
        return database.shares().read(type.name(), tenant.orElse(""), () -> counts.count(tenant, where, atMost));
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        QueryRules.check(type, tenant, query);
        QueryRules.checkSelected(type, fields);
        preparation.ensure(type);
        return database.shares()
                .read(
                        type.name(),
                        tenant.orElse(""),
                        () -> Reads.selecting(type, database, fields, query)
                                .query(tenant, query)
                                .map(it -> Selected.of(it.key(), it.content(), fields)));
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        QueryRules.checkDistinct(type, tenant, field, where, atMost);
        preparation.ensure(type);
        return database.shares()
                .read(type.name(), tenant.orElse(""), () -> distinct.read(tenant, field, where, atMost));
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return CountEstimate.of(
                count(tenant, Condition.all(), CountEstimate.COUNTED + 1L),
                () -> database.shares().read(type.name(), tenant.orElse(""), () -> counts.estimate(tenant)));
    }

    @Override
    public Scan<ScanEntry> scan(Optional<RecordKey> after) {
        preparation.ensure(type);
        return pages.contents(after);
    }

    @Override
    public Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        preparation.ensure(type);
        return pages.stored(after);
    }

    @Override
    public Optional<RangeDigest> digest(KeyRange range) {
        preparation.ensure(type);
        return digests.of(range);
    }

    // The share is held for the block, not used in it.
    @SuppressWarnings("try")
    @Override
    public TargetWrite.Result write(TargetWrite write) {
        Optional<TargetWrite.Result> refusal = refusal(write);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        preparation.ensure(type);
        return database.shares().change(type.name(), write.key(), () -> lead.write(write));
    }

    @Override
    public List<TargetWrite.Result> writeAll(List<TargetWrite> writes) {
        preparation.ensure(type);
        IdentityHashMap<TargetWrite, TargetWrite.Result> results = new IdentityHashMap<>();
        writes.forEach(write -> refusal(write).ifPresent(it -> results.put(write, it)));
        List<TargetWrite> admitted =
                writes.stream().filter(it -> !results.containsKey(it)).toList();
        if (!admitted.isEmpty()) {
            String tenant = admitted.get(0).key().tenantOrEmpty();
            List<TargetWrite.Result> done = batchOf(admitted, tenant);
            for (int i = 0; i < admitted.size(); i++) {
                results.put(admitted.get(i), done.get(i));
            }
        }
        return writes.stream()
                .map(it -> Objects.requireNonNull(results.get(it)))
                .toList();
    }

    private List<TargetWrite.Result> batchOf(List<TargetWrite> writes, String tenant) {
        try {
            return database.shares().read(type.name(), tenant, () -> batch.write(writes));
        } catch (StoreException e) {
            return writes.stream()
                    .<TargetWrite.Result>map(it -> new TargetWrite.Result.Failed(e))
                    .toList();
        }
    }

    private Optional<TargetWrite.Result> refusal(TargetWrite write) {
        type.requireKey(write.key());
        return write.change() instanceof TargetWrite.Change.Put put
                ? type.problemsOf(write.key(), put.content()).stream()
                        .findFirst()
                        .map(it -> new TargetWrite.Result.Refused(it.toString()))
                : Optional.empty();
    }

    @Override
    public TargetWrite.Result claim(TargetClaim claim) {
        preparation.ensure(type);
        return database.shares().read(type.name(), claim.tenant().orElse(""), () -> lead.claim(claim));
    }

    @Override
    public ApplyAnswer apply(Image image, long senderEpoch) {
        preparation.ensure(type);
        return rejection(image).orElseGet(() -> applyOne(image, senderEpoch));
    }

    @Override
    public List<ApplyAnswer> applyAll(List<? extends Image> images, long senderEpoch) {
        preparation.ensure(type);
        List<ApplyAnswer> answers = new ArrayList<>(images.size());
        for (List<Image> batch : batches(images)) {
            answers.addAll(applyBatch(batch, senderEpoch));
        }
        return answers;
    }

    @Override
    public CopyAnswer copy(CopyChunk chunk) {
        preparation.ensure(type);
        chunk.images().forEach(it -> type.requireKey(it.key()));
        return bulk.copy(chunk).orElseGet(() -> CopyAnswer.of(applyAll(chunk.images(), chunk.senderEpoch())));
    }

    @Override
    public List<String> analyze() {
        preparation.ensure(type);
        return new TableStatistics(shape, database).analyze();
    }

    /** Whether this is a store of that module in that database. */
    boolean isOf(String module, Database other) {
        return type.module().equals(module) && database == other;
    }

    @Override
    public ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        preparation.ensure(type);
        if (holder.key().equals(image.key())
                || !holder.key().tenant().equals(image.key().tenant())) {
            return apply(image, senderEpoch);
        }
        return rejection(image).orElseGet(() -> {
            try {
                return follow.applyEvicting(image.key().tenantOrEmpty(), image, senderEpoch, holder);
            } catch (StatementRejection e) {
                return answer(e, image);
            }
        });
    }

    @Override
    public Optional<TargetState> state(RecordKey key) {
        preparation.ensure(type);
        return reads.row(key).state();
    }

    @Override
    public Optional<Image> image(RecordKey key) {
        preparation.ensure(type);
        return reads.row(key).image(type);
    }

    @Override
    public boolean clearPending(RecordKey key, VersionStamp expected) {
        preparation.ensure(type);
        return pendingFlags.clear(key, expected);
    }

    @Override
    public List<Boolean> clearPendingFlags(List<? extends Image> states) {
        preparation.ensure(type);
        return pendingFlags.clearAll(states);
    }

    @Override
    public boolean bump(VersionBump bump) {
        preparation.ensure(type);
        return pendingFlags.bump(bump);
    }

    @Override
    public boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        preparation.ensure(type);
        return pendingFlags.repairTombstone(expected, tombstone, epoch);
    }

    @Override
    public List<Image.Tombstone> replicatedTombstones(Optional<RecordKey> after, int limit) {
        preparation.ensure(type);
        return tombstones.list(after, limit);
    }

    @Override
    public long removeTombstones(Collection<Image.Tombstone> removed) {
        preparation.ensure(type);
        return tombstones.remove(removed);
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit) {
        preparation.ensure(type);
        return pendingFlags.pending(after, limit);
    }

    @Override
    public List<Image> pending(Optional<RecordKey> after, int limit, long bytes) {
        preparation.ensure(type);
        return pendingFlags.pending(after, limit, bytes);
    }

    @Override
    public long pendingCount() {
        preparation.ensure(type);
        return pendingFlags.pendingCount();
    }

    @Override
    public long pendingCount(Predicate<String> tenants) {
        preparation.ensure(type);
        return pendingFlags.pendingCount(tenants);
    }

    @Override
    public PendingSample pendingSample(int atMost) {
        preparation.ensure(type);
        return pendingFlags.pendingSample(atMost);
    }

    @Override
    public long count() {
        preparation.ensure(type);
        return pendingFlags.rowCount();
    }

    @Override
    public void reportStaleWrite(Image staleWrite, long epoch) {
        preparation.ensure(type);
        pendingFlags.reportStaleWrite(staleWrite, epoch);
    }

    @Override
    public List<StaleWrite> staleWrites(Optional<Image> after, int limit) {
        preparation.ensure(type);
        return staleWrites.list(after, limit);
    }

    @Override
    public long staleWriteCount(int atMost) {
        preparation.ensure(type);
        return staleWrites.count(atMost);
    }

    // The share is held for the block, not used in it.
    @SuppressWarnings("try")
    private ApplyAnswer applyOne(Image image, long senderEpoch) {
        try {
            return database.shares()
                    .change(
                            type.name(),
                            image.key(),
                            () -> follow.apply(Access.SERVICE, image.key().tenantOrEmpty(), List.of(image), senderEpoch)
                                    .get(0));
        } catch (StatementRejection e) {
            return answer(e, image);
        }
    }

    /** All at once; one by one if the server rejects any of them, so that each gets its own answer. */
    private List<ApplyAnswer> applyBatch(List<Image> batch, long senderEpoch) {
        if (batch.size() == 1 || batch.stream().anyMatch(it -> rejection(it).isPresent())) {
            return batch.stream().map(it -> apply(it, senderEpoch)).toList();
        }
        try {
            return follow.apply(Access.MAINTENANCE, "", batch, senderEpoch);
        } catch (StatementRejection e) {
            return batch.stream().map(it -> applyOne(it, senderEpoch)).toList();
        }
    }

    /** Batches of distinct keys: one statement must not affect a row twice. */
    private static List<List<Image>> batches(List<? extends Image> images) {
        List<List<Image>> batches = new ArrayList<>();
        List<Image> batch = new ArrayList<>();
        Set<RecordKey> keys = new HashSet<>();
        long size = 0;
        for (Image image : images) {
            if (batch.size() == BATCH || size > BATCH_SIZE || keys.contains(image.key())) {
                batches.add(batch);
                batch = new ArrayList<>();
                keys = new HashSet<>();
                size = 0;
            }
            batch.add(image);
            keys.add(image.key());
            size += image instanceof Image.Present it ? Sizes.of(it.content()) : 0;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private Optional<ApplyAnswer> rejection(Image image) {
        type.requireKey(image.key());
        return image instanceof Image.Present present
                ? type.problemsOfHeld(present.key(), present.content()).stream()
                        .findFirst()
                        .map(problem -> new ApplyAnswer.Refused(problem.toString()))
                : Optional.empty();
    }

    private ApplyAnswer answer(StatementRejection rejection, Image image) {
        if (rejection.uniqueKey().isPresent() && image instanceof Image.Present present) {
            String constraint = rejection.uniqueKey().get();
            return new ApplyAnswer.Violates(constraint, holders.find(constraint, present));
        }
        return new ApplyAnswer.Refused(rejection.reason());
    }
}
