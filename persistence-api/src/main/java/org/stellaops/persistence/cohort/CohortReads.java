// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.value.Value;

/**
 * What a cohort reads of a store, on either side. It digests no range, because the server would include the keys of others.
 *
 * @param <S> the kind of store
 */
abstract class CohortReads<S extends ReadableStore> implements ReadableStore {

    final CohortFilter filter;
    final S store;

    CohortReads(CohortFilter filter, S store) {
        this.filter = filter;
        this.store = store;
    }

    @Override
    public EntityType<?> type() {
        return store.type();
    }

    @Override
    public boolean serves(Optional<String> tenant) {
        return filter.serves(tenant);
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

    final void require(Image image) {
        filter.require(image.key());
    }
}
