// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A store that is asked for before its module is open. Until it is, no write is applied and every read throws, both with the reason;
 * afterwards it is the module's store.
 */
final class LateRecordStore implements RecordStore {

    private final EntityType<?> type;
    private final ModuleHolder holder;

    LateRecordStore(EntityType<?> type, ModuleHolder holder) {
        this.type = type;
        this.holder = holder;
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return store().find(key);
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return store().query(tenant, query);
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(it -> it.put(key, content, precondition), refused -> refused);
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return write(it -> it.delete(key, precondition), refused -> refused);
    }

    @Override
    public Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return write(it -> it.update(key, patch, precondition), Updated::without);
    }

    @Override
    public Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return write(it -> it.claim(tenant, next, patch), Updated::without);
    }

    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        return write(it -> it.writeAll(writes), refused -> Collections.nCopies(writes.size(), refused));
    }

    @Override
    public boolean exists(RecordKey key) {
        return store().exists(key);
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return store().findAll(keys);
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return store().count(tenant, where, atMost);
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return store().select(tenant, query, fields);
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return store().distinct(tenant, field, where, atMost);
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return store().estimate(tenant);
    }

    private RecordStore store() {
        return holder.get().dualWrite().store(type);
    }

    /** A write always returns. */
    private <R> R write(Function<RecordStore, R> write, Function<WriteOutcome, R> refused) {
        return holder.find()
                .map(it -> write.apply(it.dualWrite().store(type)))
                .orElseGet(() -> refused.apply(new WriteOutcome.NotApplied(holder.fault())));
    }
}
