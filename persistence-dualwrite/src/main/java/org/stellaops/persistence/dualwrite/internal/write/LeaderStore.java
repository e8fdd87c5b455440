// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A leading store that returns, beside the outcome of a write, the image to replicate. Invalid calls are rejected
 * here, before the store is accessed.
 */
public abstract class LeaderStore implements RecordStore {

    /** The initial control record of a leading store. */
    public static final ControlRecord FIRST = new ControlRecord(ControlRecord.Phase.STEADY, 1);

    private final ReadableStore store;
    private final AppendOnlyWrites appendOnly;
    /** Immutable, so that it does not matter which thread's is kept. */
    private @Nullable WriteChecks checks;

    public LeaderStore(ReadableStore store) {
        this.store = store;
        this.appendOnly = new AppendOnlyWrites(store);
    }

    /** Made when it is needed: the store of a module without a legacy database has no type. */
    private WriteChecks checks() {
        WriteChecks known = checks;
        if (known == null) {
            known = WriteChecks.of(store.type());
            checks = known;
        }
        return known;
    }

    /** Puts a record that passed the checks. */
    public abstract LeaderWriteResult putChecked(RecordKey key, Struct content, Precondition precondition);

    /** Deletes a record whose key and condition passed the checks. */
    public abstract LeaderWriteResult deleteChecked(RecordKey key, Precondition precondition);

    /** Changes some fields of a record; key, patch and condition passed the checks. */
    public abstract LeaderWriteResult updateChecked(RecordKey key, Patch patch, Precondition precondition);

    /** Changes the first record that a query finds; query and patch passed the checks. Empty if there is none. */
    public abstract Optional<LeaderWriteResult> claimChecked(Optional<String> tenant, Query next, Patch patch);

    /** Makes many writes of distinct keys that passed the checks; the results are in their order. */
    public abstract List<LeaderWriteResult> writeChecked(List<RecordWrite> writes);

    @Override
    public final EntityType<?> type() {
        return store.type();
    }

    @Override
    public final Optional<StoredRecord> find(RecordKey key) {
        store.type().requireKey(key);
        return store.find(key);
    }

    @Override
    public final Page<StoredRecord> query(Optional<String> tenant, Query query) {
        QueryRules.check(store.type(), tenant, query);
        return store.query(tenant, query);
    }

    @Override
    public final boolean exists(RecordKey key) {
        store.type().requireKey(key);
        return store.exists(key);
    }

    @Override
    public final Page<StoredRecord> findAll(List<RecordKey> keys) {
        checks().requireOneTenant(keys);
        return store.findAll(keys);
    }

    @Override
    public final long count(Optional<String> tenant, Condition where, long atMost) {
        QueryRules.check(store.type(), tenant, Query.where(where));
        return store.count(tenant, where, atMost);
    }

    @Override
    public final Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        QueryRules.check(store.type(), tenant, query);
        QueryRules.checkSelected(store.type(), fields);
        return store.select(tenant, query, fields);
    }

    @Override
    public final DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        QueryRules.checkDistinct(store.type(), tenant, field, where, atMost);
        return store.distinct(tenant, field, where, atMost);
    }

    @Override
    public final CountEstimate estimate(Optional<String> tenant) {
        QueryRules.check(store.type(), tenant, Query.all());
        return store.estimate(tenant);
    }

    @Override
    public final WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(key, content, precondition).outcome();
    }

    @Override
    public final WriteOutcome delete(RecordKey key, Precondition precondition) {
        return remove(key, precondition).outcome();
    }

    /** As {@link #put}. */
    public final LeaderWriteResult write(RecordKey key, Struct content, Precondition precondition) {
        Optional<WriteOutcome> rejection = checks().rejectionOf(key, content, precondition);
        if (rejection.isPresent()) {
            return LeaderWriteResult.withoutImage(rejection.get());
        }
        return checks().areOfAppendOnly()
                ? writeEach(List.of(new RecordWrite.Put(key, content, precondition)))
                        .get(0)
                : putChecked(key, content, precondition);
    }

    /** As {@link #delete}. */
    public final LeaderWriteResult remove(RecordKey key, Precondition precondition) {
        checks().require(key, precondition);
        return checks().areOfAppendOnly() ? appendOnly.rejected(key) : deleteChecked(key, precondition);
    }

    @Override
    public final List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        return writeEach(writes).stream().map(LeaderWriteResult::outcome).toList();
    }

    /** As {@link #writeAll}. */
    public final List<LeaderWriteResult> writeEach(List<RecordWrite> writes) {
        return new WriteRounds(
                        checks(),
                        checks().areOfAppendOnly()
                                ? it -> appendOnly.write(it, this::writeChecked)
                                : this::writeChecked)
                .run(writes);
    }

    @Override
    public final Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return change(key, patch, precondition).updated();
    }

    @Override
    public final Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return take(tenant, next, patch).updated();
    }

    /** As {@link #update}. */
    public final LeaderWriteResult change(RecordKey key, Patch patch, Precondition precondition) {
        checks().require(key, precondition);
        return checks().rejectionOf(patch)
                .map(LeaderWriteResult::withoutImage)
                .orElseGet(() -> checks().areOfAppendOnly()
                        ? appendOnly.rejected(key)
                        : updateChecked(key, patch, precondition));
    }

    /** As {@link #claim}. */
    public final LeaderWriteResult take(Optional<String> tenant, Query next, Patch patch) {
        Query first = new Query(next.where(), next.sorts(), 1, Optional.empty());
        QueryRules.check(store.type(), tenant, first);
        return checks().rejectionOf(patch)
                .map(LeaderWriteResult::withoutImage)
                .or(() -> checks().areOfAppendOnly()
                        ? Optional.of(appendOnly.rejected(new RecordKey(tenant.orElse(null), "(next)")))
                        : claimChecked(tenant, first, patch))
                .orElseGet(() ->
                        LeaderWriteResult.withoutImage(FaultOutcomes.absent("claiming the next of " + store.type())));
    }
}
