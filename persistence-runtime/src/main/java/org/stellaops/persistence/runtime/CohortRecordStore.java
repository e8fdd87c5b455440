// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

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
 * The records of a type of a module with cohorts: each call goes to the cohort of its tenant.
 *
 * @param type the type
 * @param ofTenant the records of a tenant's cohort
 */
record CohortRecordStore(EntityType<?> type, Function<String, RecordStore> ofTenant) implements RecordStore {

    private RecordStore of(RecordKey key) {
        return of(key.tenant());
    }

    private RecordStore of(Optional<String> tenant) {
        return ofTenant.apply(tenant.orElseThrow(() -> new IllegalArgumentException(
                type + " is tenant-scoped, and its module has cohorts: a call must name a tenant")));
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return of(key).find(key);
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return of(tenant).query(tenant, query);
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return of(key).put(key, content, precondition);
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return of(key).delete(key, precondition);
    }

    @Override
    public Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return of(key).update(key, patch, precondition);
    }

    @Override
    public Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return of(tenant).claim(tenant, next, patch);
    }

    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        return writes.isEmpty() ? List.of() : of(writes.get(0).key()).writeAll(writes);
    }

    @Override
    public boolean exists(RecordKey key) {
        return of(key).exists(key);
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return keys.isEmpty()
                ? new Page<>(List.of(), Optional.empty())
                : of(keys.get(0)).findAll(keys);
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return of(tenant).count(tenant, where, atMost);
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return of(tenant).select(tenant, query, fields);
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return of(tenant).distinct(tenant, field, where, atMost);
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return of(tenant).estimate(tenant);
    }
}
